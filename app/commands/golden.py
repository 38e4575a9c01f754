"""Keep the golden set: answers that experts fix as the truth.

A golden answer settles its record for good. Planted among others, golden records show how often people agree with
known truth and how often they overlook a wrong suggestion.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import typer

from annotation.review.golden import (
    Fixed,
    GoldenReport,
    golden_from_answers,
    golden_from_meta,
    set_golden,
    standing_golden,
    unset_golden,
)
from pipelines.core.errors import VerilodeError
from pipelines.core.records import Record
from pipelines.kinds import Kind, kind_of
from pipelines.sources import Bad, open_source
from pipelines.store.labels import Annotation
from pipelines.store.project import Project

DEFAULT = "list"

app = typer.Typer()


@dataclass(frozen=True, slots=True)
class GoldenRow:
    """One golden answer, and its value as a person reads it."""

    record_id: str
    value: str
    shown: str
    by: str
    at: str
    note: str | None


@dataclass(frozen=True, slots=True)
class GoldenSet:
    """The whole set, in ingest order."""

    answers: list[GoldenRow]


@app.command("add")
def add(project: Project, file: Path, *, by: str = "expert") -> GoldenReport:
    """Fix the answers of a file as the truth.

    Args:
        file: CSV, JSON or another table with the columns record_id, value and, if wanted, note.
        by: Who vouches for them; this person is not asked about these records.
    """
    return set_golden(project, list(_answers(file)), by)


@app.command("from-answers")
def from_answers(project: Project, *, actor: str | None = None) -> GoldenReport:
    """Fix what a person answered as the truth.

    Args:
        actor: Whose answers; default those that settled a dispute.
    """
    return golden_from_answers(project, actor)


@app.command("from-meta")
def from_meta(project: Project, entry: str, *, share: float = 1.0, seed: int = 0) -> GoldenReport:
    """Fix answers that the source files hold already as the truth.

    Args:
        entry: The meta entry that holds the right answer.
        share: Share of the records to take.
        seed: Decides which.
    """
    return golden_from_meta(project, entry, share, seed)


@app.command("list")
def listing(project: Project) -> GoldenSet:
    """List the golden answers of the records that stand."""
    kind = kind_of(project.recipe.task.kind)
    found = standing_golden(project)
    return GoldenSet([_row(record, said, kind) for record, said in found if said.value is not None])


@app.command("remove")
def remove(project: Project, record_id: list[str], *, by: str = "expert") -> GoldenReport:
    """Take records out of the golden set.

    Args:
        record_id: Their ids.
        by: Who takes them out.
    """
    return unset_golden(project, record_id, by)


def show_list(result: GoldenSet) -> Iterator[str]:
    """One line per answer."""
    if not result.answers:
        yield "no golden answers yet: verilode golden add FILE"
    for row in result.answers:
        yield f"{row.record_id}  {' '.join(row.shown.split())[:60]}  by {row.by} at {row.at[:19]}"


def _told(result: GoldenReport) -> str:
    same = f", {result.unchanged:,} were so already" if result.unchanged else ""
    return f"{result.stored:,} golden answers stored{same}; {result.total:,} in all"


show_add = show_from_answers = show_from_meta = _told


def show_remove(result: GoldenReport) -> str:
    """What is left."""
    return f"{result.stored:,} taken out; {result.total:,} golden answers are left"


def _row(record: Record, said: Annotation, kind: Kind) -> GoldenRow:
    value = str(said.value)
    return GoldenRow(record.record_id, value, kind.shown(value, kind.question(record)), said.actor, said.at, said.note)


def _answers(file: Path) -> Iterator[Fixed]:
    for row in open_source(file):
        if isinstance(row, Bad):
            raise VerilodeError(f"{row.reason}: {row.detail}", file=file, line=row.line)
        record, value = row.values.get("record_id"), row.values.get("value")
        if not isinstance(record, str) or not record or value in (None, ""):
            raise VerilodeError("a golden answer needs record_id and value", file=file, line=row.line)
        note = row.values.get("note")
        yield Fixed(record, value, str(note) if note else None)
