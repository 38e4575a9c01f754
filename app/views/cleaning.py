"""What the data page reads: drops with reasons, clusters, quarantine."""

import base64
import json
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from app.views.newest import per_commit
from pipelines.core.records import Record, rows
from pipelines.store.project import Project
from pipelines.store.selection import current_plan, ingests


@per_commit
def drop_counts(project: Project) -> list[dict[str, Any]]:
    """How many records each rule of each step dropped."""
    counted = Counter((row["step"], row["rule"]) for row in _drops(project, None))
    return [{"step": step, "rule": rule, "records": n} for (step, rule), n in counted.items()]


@per_commit
def drops(project: Project, step: str | None = None, limit: int = 500) -> list[dict[str, Any]]:
    """Dropped records with step, rule, reason, `record` and `kept` (the twin that stayed); of one step if named."""
    found = list(islice(_drops(project, step), limit))
    named = {row["record_id"] for row in found} | {row["duplicate_of"] for row in found if row["duplicate_of"]}
    records = _records(project, named)
    return [{**row, "record": records.get(row["record_id"]), "kept": records.get(row["duplicate_of"])} for row in found]


@per_commit
def clusters(project: Project, limit: int = 100) -> list[list[dict[str, Any]]]:
    """Near-duplicate clusters, largest first: members with `record`, similarity and which one was kept."""
    by_cluster: dict[str, list[dict[str, Any]]] = {}
    for batch in project.tables.scan("clusters", current_plan(project.tables)):
        for row in batch.to_pylist():
            by_cluster.setdefault(row["cluster"], []).append(row)
    largest = sorted(by_cluster.values(), key=lambda members: (-len(members), members[0]["cluster"]))[:limit]
    records = _records(project, {row["record_id"] for members in largest for row in members})
    ordered = [sorted(members, key=lambda row: not row["keep"]) for members in largest]
    return [[{**row, "record": records.get(row["record_id"])} for row in members] for members in ordered]


@per_commit
def quarantine_counts(project: Project) -> dict[str, int]:
    """How many lines could not be read, by reason."""
    return dict(Counter(line["reason"] for line in _quarantined(project)))


@per_commit
def quarantined(project: Project, limit: int = 100) -> list[dict[str, Any]]:
    """Lines that could not be read: file, line, reason, detail, and `text`, with what is no text spelled out."""
    found = islice(_quarantined(project), limit)
    return [
        {**line, "text": base64.b64decode(line["raw_base64"]).decode("utf-8", "backslashreplace")} for line in found
    ]


def place(record: Record | None) -> str:
    """Where a record came from, as a person would say it."""
    return f"{Path(record.file).name}, line {record.line}" if record and record.file else "unknown origin"


def _drops(project: Project, step: str | None) -> Iterator[dict[str, Any]]:
    commits = [c for c in current_plan(project.tables) if step in (None, c.step)]
    return (row for batch in project.tables.scan("drops", commits) for row in batch.to_pylist())


def _records(project: Project, wanted: set[str]) -> dict[str, Record]:
    """These records as they were when they were read."""
    found = (record for batch in project.tables.scan("records", ingests(project.tables)) for record in rows(batch))
    return {record.record_id: record for record in found if record.record_id in wanted}


def _quarantined(project: Project) -> Iterator[dict[str, Any]]:
    for file in (c.quarantine_file for c in ingests(project.tables)):
        if file is not None:
            with file.open(encoding="utf-8") as lines:
                yield from map(json.loads, lines)
