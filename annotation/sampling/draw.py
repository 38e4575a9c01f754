"""Choosing which records people see: a stratified pilot, and the blind audit of the certificate."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotation.certificate.looks import top_up_rate
from annotation.certificate.ranked import default_audit_rate
from annotation.sampling.audits import DRAWN, TOPPED_UP, AuditDraw, audit_commits, audits, batch_rows
from annotation.sampling.options import looks_of, share, whole
from annotation.sampling.pilot import stratified
from pipelines.core.errors import VerilodeError
from pipelines.core.ids import coin
from pipelines.core.records import Record, rows
from pipelines.kinds import Kind, kind_of
from pipelines.store.labels import Annotation, answers, golden, suggest_commit, suggestions
from pipelines.store.project import Project
from pipelines.store.selection import standing
from pipelines.store.tables import Commit, Counts, fingerprint

__all__ = ["ASKED", "AUDIT", "BLIND", "PILOT", "RECHECK", "REST", "AuditDraw", "SampleReport", "audits"]
__all__ += ["sample_audit", "sample_pilot", "top_up_audit"]

PILOT, AUDIT, REST, RECHECK = "pilot", "audit", "rest", "recheck"
"""Why a record is put before a person: to teach the labeler, to audit it blind, because nobody vouches for it, or
because a trained model doubts its label."""

ASKED = (RECHECK, PILOT, AUDIT, REST)
"""The order in which people are asked; a record that is looked at anew is in no other phase meanwhile."""

BLIND = (PILOT, AUDIT, RECHECK)
"""Phases in which no suggestion is shown: people who see one tend to adopt it, and an audit must not."""


@dataclass(frozen=True, slots=True)
class SampleReport:
    """How many records were put before people, out of how many; `planted` ones, of known truth, come on top."""

    phase: str
    drawn: int
    population: int
    rate: float
    planted: int = 0


def sample_pilot(project: Project, size: int, seed: int = 0) -> SampleReport:
    """Put a stratified sample of unanswered records before people, so that a labeler can learn from them.

    Strata are alike in label, confidence, source and length; each gets its proportional share and at least a few. A
    second pilot goes where the first found the file's answers least reliable (Neyman's allocation). The
    recipe's `verify.golden_share` plants golden records among them, to see how far people agree with known truth.
    """
    said, fixed = answers(project), golden(project)
    records = {r.record_id: r for batch in standing(project.tables) for r in rows(batch)}
    open_ = [record for name, record in records.items() if name not in said]
    if not open_:
        raise VerilodeError("no unanswered records to sample")
    kind, proposed = kind_of(project.recipe.task.kind), suggestions(project)
    before = [
        (record, _was_wrong(record, said[name], kind))
        for name, record in records.items()
        if name in said.keys() - fixed.keys()
    ]
    chosen, strata = stratified(open_, size, seed, kind, proposed, before)
    part = share(project.recipe.verify, "golden_share", 0.0)
    known = sorted((name for name in fixed if name in records), key=lambda name: coin("golden", seed, name))
    planted = known[: round(part * len(chosen))]
    names = sorted([*chosen, *planted], key=lambda name: coin("order", "pilot", seed, name))
    batch = [{"record_id": name, "stratum": chosen.get(name)} for name in names]
    extra = {"golden": planted, "strata": strata, "planted": len(planted)}
    draw = _Draw(PILOT, f"sample-{PILOT}", {"size": size, "seed": seed}, [], extra)
    return draw.put(project, batch, len(open_), size / len(open_))


def _was_wrong(record: Record, answer: Annotation, kind: Kind) -> bool:
    """Whether the answer that the source gave did not stand."""
    given = kind.question(record).given
    return given is not None and (answer.status != "submitted" or not kind.agree(given, answer.value or ""))


def sample_audit(project: Project, rate: float | None = None, seed: int = 0, seeds: int | None = None) -> SampleReport:
    """Draw the blind audit: every suggestion enters it with probability `rate`, by a coin of its own.

    The coin depends on the suggestions' commit, so a new ranking gets a new audit; an audit drawn before the
    ranking was fixed would prove nothing. Records whose truth was fixed before that are no part of it.

    Args:
        project: Needs suggestions.
        rate: Probability to be audited; default the recipe's first look, else what the certificate needs.
        seed: Decides the draw.
        seeds: How many golden records with a wrong suggestion to plant, to see how often people overlook one; default
            the recipe's `verify.seeds`.

    Raises:
        VerilodeError: without suggestions, for a rate out of range, or where these suggestions have another audit.
    """
    commit = _suggested(project)
    known = _known_before(project, commit)
    ranked = _ranked(project, commit, known)
    looks = looks_of(project.recipe.verify)
    chance = rate if rate is not None else next(iter(looks), default_audit_rate(len(ranked)))
    if looks and chance != looks[0]:
        raise VerilodeError(f"the recipe's verify.looks plans a first look at {looks[0]:g}, not at {chance:g}")
    number = whole(project.recipe.verify, "seeds", 0) if seeds is None else seeds
    options = {"rate": chance, "seed": seed} | ({"seeds": number} if number else {})
    same = _drawn_already(project, commit.id, options)
    if same is not None:
        return SampleReport(AUDIT, same.extra["drawn"], len(ranked), chance, same.extra.get("planted", 0))
    _check_rate(chance)
    if number < 0:
        raise VerilodeError(f"the number of seeds must be at least 0, not {number}")
    drawn = [name for name in ranked if coin("audit", seed, commit.id, name) < chance]
    wrong = _wrong(project, set(drawn))
    planted = sorted(wrong, key=lambda name: coin("seed", seed, commit.id, name))[:number]
    batch = [{"record_id": name} for name in drawn]
    for name in planted:  # anywhere between the others, whose order tells how sure the labeler is
        place = int(coin("place", seed, commit.id, name) * (len(batch) + 1))
        batch.insert(place, {"record_id": name, "planted": wrong[name]})
    extra = {"golden": sorted(known), "looks": list(looks or [chance]), "planted": len(planted)}
    draw = _Draw(AUDIT, DRAWN, options, [commit.id], extra)
    return draw.put(project, batch, len(ranked), chance)


def top_up_audit(project: Project, seed: int = 0) -> SampleReport:
    """Audit more: the independent coin of the next planned look, for every record not audited yet.

    Each look spends its share of the certificate's risk, so their number and rates are those that the recipe's
    `verify.looks` held when the audit was drawn.

    Raises:
        VerilodeError: without an audit, or when no look is left.
    """
    commit, before = _suggested(project), audit_commits(project)
    if not before:
        raise VerilodeError("there is no audit to top up: run verilode sample --audit first")
    planned, look = before[0].extra["looks"], len(before) + 1
    if look > len(planned):
        raise VerilodeError(
            f"{len(planned)} {'look was' if len(planned) == 1 else 'looks were'} planned for this audit and all are "
            "used; verify.looks in the recipe sets their rates before the audit is drawn"
        )
    seen = {name for name, planted in batch_rows(project, before) if planted is None}
    if waiting := len(seen - answers(project).keys()):
        raise VerilodeError(f"{waiting} audited records still wait for an answer; the next look follows a complete one")
    ranked = _ranked(project, commit, before[0].extra["golden"])
    rate = top_up_rate(planned[look - 2], planned[look - 1])
    left = [name for name in ranked if name not in seen]
    batch = [{"record_id": name} for name in left if coin("audit", seed, commit.id, look, name) < rate]
    inputs = [commit.id, *(one.id for one in before)]
    draw = _Draw(AUDIT, TOPPED_UP, {"rate": rate, "seed": seed}, inputs, {"look": look})
    return draw.put(project, batch, len(ranked), planned[look - 1])


def _suggested(project: Project) -> Commit:
    commit = suggest_commit(project)
    if commit is None:
        raise VerilodeError("no suggestions to audit: run verilode suggest first")
    return commit


def _ranked(project: Project, commit: Commit, without: Collection[str]) -> list[str]:
    """The suggested records, most trusted first, less those of known truth."""
    left_out = set(without)
    table = project.tables.read("suggestions", [commit])
    columns = (table[name].to_pylist() for name in ("record_id", "value", "confidence"))
    ranked = sorted((-(sure or 0.0), name) for name, value, sure in zip(*columns, strict=True) if value is not None)
    return [name for _, name in ranked if name not in left_out]


def _known_before(project: Project, commit: Commit) -> list[str]:
    """Records whose truth was fixed before the suggestions were made; one fixed later stays in the population."""
    fixed_at = commit.extra.get("events_seq", 0)
    return [name for name, answer in golden(project).items() if answer.seq <= fixed_at]


def _wrong(project: Project, drawn: Collection[str]) -> dict[str, str]:
    """The suggestions that are wrong by a golden answer, of records that no batch puts before people anyway."""
    agree, fixed = kind_of(project.recipe.task.kind).agree, golden(project)
    pilot = project.tables.latest(f"sample-{PILOT}")
    shown = {*drawn, *(pilot.extra.get("golden", ()) if pilot else ())}
    pairs = {name: one.value for name, one in suggestions(project).items() if name in fixed and name not in shown}
    truth = {name: fixed[name].value for name in pairs}
    return {
        name: value
        for name, value in pairs.items()
        if value and truth[name] and value != truth[name] and not agree(value, str(truth[name]))
    }


def _check_rate(rate: float) -> None:
    if not 0 < rate <= 1:
        raise VerilodeError(f"audit rate {rate} must be above 0 and at most 1")


def _drawn_already(project: Project, ranking: str, wanted: Mapping[str, float]) -> Commit | None:
    """One ranking, one audit: drawing again until the result pleases would void the certificate's confidence."""
    drawn = project.tables.latest(DRAWN)
    if drawn is None or ranking not in drawn.inputs:
        return None
    if dict(drawn.options) != dict(wanted):
        raise VerilodeError(
            f"these suggestions are being audited already (rate {drawn.options['rate']:.4f}, seed "
            f"{drawn.options['seed']}); another draw needs new suggestions"
        )
    return drawn


@dataclass(frozen=True, slots=True)
class _Draw:
    """A draw to be stored, unless the newest of its step is the same one."""

    phase: str
    step: str
    options: Mapping[str, float]
    inputs: Sequence[str]
    extra: Mapping[str, Any]

    def put(self, project: Project, batch: Sequence[Mapping[str, Any]], population: int, rate: float) -> SampleReport:
        latest = project.tables.latest(self.step)
        if latest is None or latest.fingerprint != fingerprint(self.step, self.options, self.inputs):
            with project.tables.begin(self.step, options=self.options, inputs=self.inputs) as writer:
                ranked = [{**row, "phase": self.phase, "rank": place} for place, row in enumerate(batch)]
                writer.write("batches", ranked)
                writer.counts = Counts(population, population, 0, 0)
                writer.extra.update(self.extra, drawn=len(batch) - self.extra.get("planted", 0))
            latest = project.tables.commits(self.step)[-1]
        return SampleReport(self.phase, latest.extra["drawn"], population, rate, latest.extra.get("planted", 0))
