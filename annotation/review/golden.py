"""The golden set: answers that experts fix as the truth, to measure people by and to settle a record for good."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotation.review.plan import plan_queue
from annotation.review.seeds import SeedAnswer, golden_answers, seed_answers
from annotation.review.truth import as_answer, known_truths
from pipelines.core.errors import VerilodeError
from pipelines.core.ids import coin, digest
from pipelines.core.records import Record, rows
from pipelines.kinds import Invalid, Kind, Task
from pipelines.store.event import Event
from pipelines.store.labels import Annotation, annotations, golden
from pipelines.store.project import Project
from pipelines.store.selection import current_plan, records_named, standing

__all__ = ["Fixed", "GoldenReport", "SeedAnswer", "golden_answers", "golden_from_answers", "golden_from_meta"]
__all__ += ["seed_answers", "set_golden", "standing_golden", "unset_golden"]

SET, UNSET = "golden.set", "golden.unset"
_CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Fixed:
    """A golden answer to be set, and why."""

    record_id: str
    value: Any
    note: str | None = None


@dataclass(frozen=True, slots=True)
class GoldenReport:
    """How many golden answers were stored now, how many were so already, and how many there are in all."""

    stored: int
    unchanged: int
    total: int


def set_golden(project: Project, answers: Sequence[Fixed], actor: str = "expert") -> GoldenReport:
    """Fix these answers as the truth; the newest word on a record counts.

    Args:
        project: Whose records they are about.
        answers: Values in the form of the task's kind, or what a file says in its place.
        actor: Who vouches for them; this person is not asked about these records.

    Raises:
        VerilodeError: for an unknown record, or a value that is no answer to its question; then nothing is stored.
    """
    plan = plan_queue(project)
    records = records_named(project.tables, [one.record_id for one in answers], current_plan(project.tables))
    checked = [_checked(one, records, plan.kind, plan.task) for one in answers]
    return _store(project, {name: (value, note, actor) for name, value, note in checked})


def golden_from_answers(project: Project, actor: str | None = None) -> GoldenReport:
    """Fix what a person answered as the truth; without a name, what the adjudicators said.

    Raises:
        VerilodeError: when there is no such answer.
    """
    said = [one for one in annotations(project) if one.status == "submitted" and one.value]
    chosen = [one for one in said if (one.actor == actor if actor else one.phase == "adjudication")]
    if not chosen:
        raise VerilodeError(f"no answer by {actor}" if actor else "no dispute was settled yet; name a person: --actor")
    return _store(project, {one.record_id: (str(one.value), one.note, one.actor) for one in chosen})


def golden_from_meta(project: Project, entry: str, share: float = 1.0, seed: int = 0) -> GoldenReport:
    """Fix the answers that the source files already hold in a `meta` entry, of all records or a share of them.

    Args:
        project: Whose records to look at.
        entry: Name of the entry.
        share: Probability with which a record's answer is taken, by its own coin.
        seed: Decides which.

    Raises:
        VerilodeError: for a share out of range, or when no record has such an answer.
    """
    if not 0 < share <= 1:
        raise VerilodeError(f"the share must be above 0 and at most 1 (5 % is 0.05), not {share}")
    plan = plan_queue(project)
    known = known_truths(project, entry, plan.kind, plan.task)
    found = {name: value for name, value in known.items() if value is not None}
    if not found:
        raise VerilodeError(f"no record has an answer of this kind in meta.{entry}")
    drawn = {name: value for name, value in found.items() if coin("golden", "meta", seed, name) < share}
    return _store(project, {name: (value, f"meta.{entry}", f"meta.{entry}") for name, value in drawn.items()})


def unset_golden(project: Project, records: Sequence[str], actor: str = "expert") -> GoldenReport:
    """Take these records out of the golden set; what people answered counts again.

    Raises:
        VerilodeError: for a record that is not in it.
    """
    fixed = golden(project)
    if strange := [name for name in records if name not in fixed]:
        raise VerilodeError(f"record {strange[0]} has no golden answer")
    events = [Event(f"ungold-{digest([name, fixed[name].seq])}", UNSET, name, actor) for name in dict.fromkeys(records)]
    project.events.append_many(events)
    return GoldenReport(len(events), 0, len(fixed) - len(events))


def _checked(one: Fixed, records: Mapping[str, Record], kind: Kind, task: Task) -> tuple[str, str, str | None]:
    record = records.get(one.record_id)
    if record is None:
        raise VerilodeError(f"record {one.record_id!r} is not known to this project")
    value = as_answer(record, one.value, kind, task)
    if value is None:
        raise VerilodeError(f"record {one.record_id}: {_reason(one.value, record, kind, task)}")
    return one.record_id, value, one.note


def _reason(value: Any, record: Record, kind: Kind, task: Task) -> str:
    try:
        kind.check(str(value), kind.question(record), task)
    except Invalid as reason:
        return str(reason)
    return "not an answer to this record"


def _store(project: Project, wanted: Mapping[str, tuple[str, str | None, str]]) -> GoldenReport:
    """The events that are needed, chunk by chunk, so that people's decisions pass in between."""
    fixed = golden(project)
    new = {name: said for name, said in wanted.items() if not _is(fixed.get(name), said)}
    last = {event.item: event.seq for event in project.events.events("golden.*")}
    events = [_event(name, *said, after=last.get(name, 0)) for name, said in new.items()]
    for start in range(0, len(events), _CHUNK):
        project.events.append_many(events[start : start + _CHUNK])
    return GoldenReport(len(new), len(wanted) - len(new), len({*fixed, *wanted}))


def _event(name: str, value: str, note: str | None, actor: str, *, after: int) -> Event:
    """The same word on a record is stored once, unless another one came in between."""
    return Event(f"gold-{digest([name, value, note, actor, after])}", SET, name, actor, {"value": value, "note": note})


def _is(has: Annotation | None, said: tuple[str, str | None, str]) -> bool:
    return has is not None and (has.value, has.note, has.actor) == said


def standing_golden(project: Project) -> Iterable[tuple[Record, Annotation]]:
    """The golden records that stand, with their answers, in ingest order."""
    fixed = golden(project)
    found = (record for batch in standing(project.tables) for record in rows(batch) if record.record_id in fixed)
    return ((record, fixed[record.record_id]) for record in found)
