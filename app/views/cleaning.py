"""What the data page reads about cleaning: what each step dropped, what was taken out of texts, unreadable lines."""

import base64
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from app.views.newest import per_commit
from pipelines.run.drops import DroppedRecord, StepDrops, drop_report, drop_sample
from pipelines.run.strata import By
from pipelines.store.project import Project
from pipelines.store.selection import current_plan, ingests


@dataclass(frozen=True, slots=True)
class Finding:
    """How much of one kind was taken out of the records, and out of how many; never what it was."""

    kind: str
    found: int
    records: int


@per_commit
def cleaned(project: Project) -> bool:
    """Whether the records were cleaned at all."""
    return bool(current_plan(project.tables))


@per_commit
def dropped_parts(project: Project, by: By) -> list[StepDrops]:
    """What each step kept and dropped, by rule and by part of the data; empty before the first cleaning."""
    return drop_report(project, by) if current_plan(project.tables) else []


@per_commit
def dropped_records(project: Project, step: str, rule: str | None, n: int, draw: int) -> list[DroppedRecord]:
    """Up to `n` of a step's dropped records drawn at random, other ones for every `draw`."""
    return drop_sample(project, step, rule, n, draw)


@per_commit
def findings(project: Project) -> list[Finding]:
    """What was taken out of the records by kind, the most frequent first."""
    read = project.tables.read("findings", current_plan(project.tables))
    tally = read.group_by("kind").aggregate([("count", "sum"), ("record_id", "count_distinct")])
    rows = zip(tally["kind"], tally["count_sum"], tally["record_id_count_distinct"], strict=True)
    counted = [Finding(*(cell.as_py() for cell in row)) for row in rows]
    return sorted(counted, key=lambda one: (-one.found, one.kind))


@per_commit
def quarantine_counts(project: Project) -> dict[str, int]:
    """How many lines could not be read, by reason."""
    return dict(Counter(line["reason"] for line in _quarantined(project)))


@per_commit
def quarantined(project: Project, limit: int = 100) -> Sequence[dict[str, Any]]:
    """Lines that could not be read: file, line, reason, detail, and `text`, with what is no text spelled out."""
    found = islice(_quarantined(project), limit)
    return [
        {**line, "text": base64.b64decode(line["raw_base64"]).decode("utf-8", "backslashreplace")} for line in found
    ]


def place(file: str, line: int) -> str:
    """Where a record came from, as a person would say it."""
    return f"{Path(file).name}, line {line}" if file else "unknown origin"


def _quarantined(project: Project) -> Iterator[dict[str, Any]]:
    for file in (c.quarantine_file for c in ingests(project.tables)):
        if file is not None:
            with file.open(encoding="utf-8") as lines:
                yield from map(json.loads, lines)
