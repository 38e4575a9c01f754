"""Choosing which records people see: a stratified pilot, and the blind audit of the certificate."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from annotation.certificate.ranked import default_audit_rate
from pipelines.core.errors import VerilodeError
from pipelines.core.ids import coin
from pipelines.core.records import Record, rows
from pipelines.store.labels import answers, suggest_commit
from pipelines.store.project import Project
from pipelines.store.selection import standing
from pipelines.store.tables import Counts, fingerprint

PILOT, AUDIT, REST = "pilot", "audit", "rest"
"""Why a record is put before a person: to teach the labeler, to audit it blind, or because nobody vouches for it."""

BLIND = (PILOT, AUDIT)
"""Phases in which no suggestion is shown: people who see one tend to adopt it, and an audit must not."""


@dataclass(frozen=True, slots=True)
class SampleReport:
    """How many records were put before people, out of how many."""

    phase: str
    drawn: int
    population: int
    rate: float


def sample_pilot(project: Project, size: int, seed: int = 0) -> SampleReport:
    """Put a stratified sample of unanswered records before people, so that a labeler can learn from them.

    Strata are the answers the source gave; each gets its proportional share and at least one.
    """
    said = answers(project)
    records = [r for batch in standing(project.tables) for r in rows(batch) if r.record_id not in said]
    if not records:
        raise VerilodeError("no unanswered records to sample")
    chosen = _stratified(records, size, seed)
    return _put(project, PILOT, chosen, len(records), size / len(records), {"size": size, "seed": seed}, [])


def sample_audit(project: Project, rate: float | None = None, seed: int = 0) -> SampleReport:
    """Draw the blind audit: every suggestion enters it with probability `rate`, by a coin of its own.

    The coin depends on the suggestions' commit, so a new ranking gets a new audit; an audit drawn before the
    ranking was fixed would prove nothing.
    """
    commit = suggest_commit(project)
    if commit is None:
        raise VerilodeError("no suggestions to audit: run verilode suggest first")
    table = project.tables.read("suggestions", [commit])
    ranked = sorted(
        (-(c or 0.0), name)
        for name, value, c in zip(*(table[k].to_pylist() for k in ("record_id", "value", "confidence")), strict=True)
        if value is not None
    )
    chance = default_audit_rate(len(ranked)) if rate is None else rate
    _refuse_redraw(project, commit.id, {"rate": chance, "seed": seed})
    if not 0 < chance <= 1:
        raise VerilodeError(f"audit rate {chance} must be above 0 and at most 1")
    drawn = [name for _, name in ranked if coin("audit", seed, commit.id, name) < chance]
    return _put(project, AUDIT, drawn, len(ranked), chance, {"rate": chance, "seed": seed}, [commit.id])


def _refuse_redraw(project: Project, ranking: str, wanted: dict[str, float]) -> None:
    """One ranking, one audit: drawing again until the result pleases would void the certificate's confidence."""
    drawn = project.tables.latest(f"sample-{AUDIT}")
    if drawn is not None and ranking in drawn.inputs and dict(drawn.options) != wanted:
        raise VerilodeError(
            f"these suggestions are being audited already (rate {drawn.options['rate']:.4f}, seed "
            f"{drawn.options['seed']}); another draw needs new suggestions"
        )


def _stratified(records: Sequence[Record], size: int, seed: int) -> list[str]:
    """Proportional with a minimum of one per stratum, each stratum in the order of its coins."""
    strata: dict[str | None, list[str]] = defaultdict(list)
    for record in records:
        strata[record.answer].append(record.record_id)
    chosen: list[str] = []
    for names in strata.values():
        share = max(1, round(size * len(names) / len(records)))
        chosen += sorted(names, key=lambda name: coin("pilot", seed, name))[:share]
    return sorted(chosen, key=lambda name: coin("order", seed, name))


def _put(
    project: Project,
    phase: str,
    names: Sequence[str],
    population: int,
    rate: float,
    options: dict[str, float],
    inputs: list[str],
) -> SampleReport:
    step = f"sample-{phase}"
    latest = project.tables.latest(step)
    if latest is None or latest.fingerprint != fingerprint(step, options, inputs):
        with project.tables.begin(step, options=options, inputs=inputs) as writer:
            rows_ = [{"record_id": name, "phase": phase, "rank": i} for i, name in enumerate(names)]
            writer.write("batches", rows_)
            writer.counts = Counts(population, population, 0, 0)
            writer.extra["drawn"] = len(names)
    else:
        names = project.tables.read("batches", [latest])["record_id"].to_pylist()
    return SampleReport(phase, len(names), population, rate)
