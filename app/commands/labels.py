"""What is known about the labels: the confidence's worth, agreement, people, the saving, what an audit will cost."""

from collections.abc import Iterator
from dataclasses import dataclass

import typer

from annotation.agreement.people import Person
from annotation.agreement.report import AgreementReport
from annotation.agreement.resample import Coefficient
from annotation.agreement.saving import Saving, against_claims
from annotation.calibration import Calibration
from annotation.certificate.curve import Curve
from annotation.labelers import RuleReport
from annotation.proof import figures
from annotation.proof.errors import ErrorRates, error_rates
from annotation.proof.projection import projection as project_curve
from annotation.rules import rules_of
from annotation.sampling.size import Buys, proof_reviews, ranked_minimum, what_buys
from pipelines.store.project import Project

app = typer.Typer()
_SIZES = (30, 60, 100, 150, 300, 500, 1000, 2000)
_TRUE_SHARES = (0.0, 0.2, 0.4, 0.6)


@dataclass(frozen=True, slots=True)
class People:
    """Everybody who answered."""

    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """Each rule of the recipe's `rules` labeler."""

    rules: tuple[RuleReport, ...]


@dataclass(frozen=True, slots=True)
class Sizes:
    """What numbers of reviewed records buy.

    `proofs`: random reviews that prove ε, by the true rate as a share of ε (with 90 % probability, where errors are
    found). `least_rate`, `least_audits`: the thinnest audit a certificate of the whole set can rest on.
    """

    population: int
    epsilon: float
    delta: float
    sizes: tuple[Buys, ...]
    proofs: dict[str, int]
    least_rate: float
    least_audits: int


@app.command("confidence")
def confidence(project: Project) -> Calibration:
    """Say how much the labeler's confidence is worth, by the blind audit: ranking (AUROC) and calibration."""
    return figures.confidence_of(project)


@app.command("agreement")
def agreement(project: Project) -> AgreementReport:
    """Say how far people agree who answered the same records: raw, Krippendorff's alpha, Gwet's AC1, per label."""
    return figures.agreement_of(project)


@app.command("people")
def people(project: Project) -> People:
    """Say what each person's answers look like: pace, agreement with what was settled, planted errors noticed."""
    return People(figures.people_of(project))


@app.command("saving")
def saving(project: Project) -> Saving:
    """Say what the suggestions saved, in measured seconds and the project's own prices."""
    return figures.saving_of(project)


@app.command("projection")
def projection(project: Project, *, audit_rate: float | None = None, delta: float = 0.05) -> Curve:
    """Say, before the audit, how many records people would have to touch for each promise.

    Args:
        audit_rate: Share of records to audit; by default what suits their number.
        delta: Risk of each promise.
    """
    return project_curve(project, audit_rate, delta)


@app.command("errors")
def errors(project: Project, *, level: float = 0.95) -> ErrorRates:
    """Estimate the share of wrong labels: of the files' own answers by the pilot, of the suggestions by the audit.

    Args:
        level: Confidence of the intervals.
    """
    return error_rates(project, level)


@app.command("rules")
def rules(project: Project) -> Rules:
    """Say how good each labelling rule of the recipe is: how many records it speaks on, how often it was right."""
    return Rules(rules_of(project))


@app.command("size")
def size(population: int, *, epsilon: float = 0.05, delta: float = 0.05) -> Sizes:
    """Say what numbers of reviewed records buy; needs no project.

    Args:
        population: Records in all.
        epsilon: Share of wrong labels to show.
        delta: Risk of being wrong about that.
    """
    sizes = sorted({min(n, population) for n in (*_SIZES, population)})
    bought = what_buys(population, epsilon, delta, sizes)
    proofs = {f"{share:g}": proof_reviews(epsilon, delta, share) for share in _TRUE_SHARES}
    return Sizes(population, epsilon, delta, bought, proofs, *ranked_minimum(population, epsilon, delta))


def show_confidence(result: Calibration) -> Iterator[str]:
    """What a person reads."""
    yield result.sentence or result.reason
    for one in result.bins:
        yield (
            f"  stated {one.lowest:.1%} to {one.highest:.1%}: {one.right} of {one.count} right "
            f"({one.share:.0%}, {one.low:.0%} to {one.high:.0%})"
        )


def show_agreement(result: AgreementReport) -> Iterator[str]:
    """What a person reads."""
    several, people = f"{result.overlap_items:,} of {result.items:,} records", len(result.raters)
    yield f"{several} were answered by several of {people} people"
    measures = {"agreement": result.raw, "Krippendorff's alpha": result.alpha, "Gwet's AC1": result.ac1}
    for name, one in (measures | {"Cohen's kappa": result.kappa}).items():
        if one is not None:
            yield f"  {name}: {_with_interval(one)}"
    for label in result.per_label:
        told = f"{label.value:.0%} ({label.low:.0%} to {label.high:.0%})"
        yield f"  {label.label}: {told}, chosen {label.chosen} times on {label.items} records"
    yield result.reason


def _with_interval(one: Coefficient) -> str:
    return f"{one.value:.3f} ({one.low:.3f} to {one.high:.3f})"


def show_people(result: People) -> Iterator[str]:
    """What a person reads."""
    if not result.people:
        yield "nobody has answered yet"
    for one in result.people:
        yield f"{one.name} {one.sentence}"


def show_saving(result: Saving) -> Iterator[str]:
    """What a person reads."""
    yield result.sentence or result.reason
    yield against_claims(result)


def show_projection(result: Curve) -> Iterator[str]:
    """What a person reads."""
    yield (
        f"from {result.pilot:,} answered records ({result.pilot_wrong:,} suggestions wrong), "
        f"for {result.population:,} records:"
    )
    for point in result.points:
        promise = f"  at most {point.epsilon:.0%} wrong, {point.audit_rate:.1%} audited: "
        if not point.certifiable:
            least = point.smallest_audit
            yield promise + ("people label all" if least is None else f"cannot be shown; it takes {least:,} audits")
            continue
        yield (
            f"{promise}people touch about {point.touched:,} ({point.low:,} to {point.high:,}; "
            f"with every error known {point.oracle_touched:,})"
        )


def show_errors(result: ErrorRates) -> Iterator[str]:
    """What a person reads."""
    found = {
        "the files' own answers, by the pilot": result.given,
        "the suggestions, by the audit": result.suggested,
        "the same with the help of the confidences (PPI++)": result.powered,
    }
    for name, one in found.items():
        if one is not None and one.rate is not None:
            told = f"{one.wrong} of {one.reviewed} reviewed"
            yield f"{name}: {one.rate:.1%} wrong ({one.low:.1%} to {one.high:.1%}), from {told}"
    for stratum in result.given.strata if result.given else ():
        if stratum.rate is not None:
            yield f"  {stratum.name}: {stratum.rate:.0%} ({stratum.low:.0%} to {stratum.high:.0%})"


def show_rules(result: Rules) -> Iterator[str]:
    """What a person reads."""
    for one in result.rules:
        right = f"right on {one.right} of {one.checked} checked"
        clash = f", contradicted on {one.clashes:,}" if one.clashes else ""
        yield f"{one.name}: {one.label}, speaks on {one.speaks:,} records ({one.coverage:.1%}){clash}; {right}"


def show_size(result: Sizes) -> Iterator[str]:
    """What a person reads."""
    yield f"of {result.population:,} records, at {1 - result.delta:.0%} confidence:"
    for one in result.sizes:
        yield f"  {one.reviews:,} reviewed: an error rate to ±{one.half_width:.1%}; {_proof(one, result.epsilon)}"
    yield f"to prove {result.epsilon:.1%} by random reviews:"
    for share, reviews in result.proofs.items():
        truth = "if none is wrong" if share == "0" else f"if {float(share) * result.epsilon:.1%} are"
        yield f"  {truth}: {reviews:,}"
    yield f"a certificate needs at least {result.least_rate:.2%} audited, about {result.least_audits:,} records"


def _proof(one: Buys, epsilon: float) -> str:
    if one.allowed_errors is None:
        return f"none wrong shows {one.provable:.1%}"
    return f"none wrong shows {one.provable:.1%}, up to {one.allowed_errors} wrong show {epsilon:.0%}"
