"""Lineage of one record: where it came from, what happened to it, who decided, where it went."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow.compute as pc

from pipelines.core.errors import VerilodeError
from pipelines.core.records import Record
from pipelines.run.matrix import stored_signals
from pipelines.store.labels import annotations, suggestions
from pipelines.store.project import Project
from pipelines.store.selection import current_plan, ingested_ids, records_named
from pipelines.store.snapshots import SPLITS, list_snapshots


@dataclass(frozen=True, slots=True)
class Lineage:
    """Everything the project knows about one record, in the order it happened."""

    record_id: str
    file: str
    line: int
    content: dict[str, str]
    edits: list[dict[str, Any]]
    cluster: dict[str, Any] | None
    dropped: dict[str, Any] | None
    suggestion: dict[str, Any] | None
    annotations: list[dict[str, Any]]
    snapshots: list[dict[str, Any]]
    outputs: list[dict[str, Any]]
    signals: dict[str, dict[str, Any]]


def lineage(project: Project, record_id: str) -> Lineage:
    """The path of a record from its source line to every model answer about it.

    Args:
        project: Where to look.
        record_id: The id, or enough of its first digits to be unique.
    """
    record = _find(project, record_id)
    name, lane, plan = record.record_id, project.tables, current_plan(project.tables)
    drops = _facts(project, "drops", name, plan)
    clusters = _facts(project, "clusters", name, plan)
    suggestion = suggestions(project).get(name)
    return Lineage(
        record_id=name,
        file=record.file,
        line=record.line,
        content={f: v for f in ("instruction", "response", "text", "label") if (v := getattr(record, f))},
        edits=_facts(project, "edits", name, plan),
        cluster=clusters[-1] if clusters else None,
        dropped=drops[-1] if drops else None,
        suggestion=_plain(suggestion),
        annotations=[_plain(a) for a in annotations(project) if a.record_id == name],
        snapshots=list(_in_snapshots(project, name)),
        outputs=_facts(project, "outputs", name, lane.commits()),
        signals=stored_signals(lane, name, plan),
    )


def _find(project: Project, wanted: str) -> Record:
    lane = project.tables
    found = [name for block in ingested_ids(lane) for name in block.filter(pc.starts_with(block, wanted)).to_pylist()]
    if not found:
        raise VerilodeError(f"no record with id {wanted!r}")
    if len(found) > 1:
        raise VerilodeError(f"{len(found)} records with id {wanted!r}; give more of its digits")
    return records_named(lane, found)[found[0]]


def _facts(project: Project, kind: str, name: str, commits: list[Any]) -> list[dict[str, Any]]:
    return [
        {"commit": commit.id, **{k: v for k, v in row.items() if v is not None}}
        for commit in commits
        for row in project.tables.named(kind, [name], [commit]).to_pylist()
    ]


def _in_snapshots(project: Project, name: str) -> Iterator[dict[str, Any]]:
    columns = ("response", "label_state", "verified_by", "verified_at", "cluster")
    for snapshot in list_snapshots(project.snapshots):
        for split in SPLITS:
            table = snapshot.rows(split)
            ids = table["record_id"].to_pylist()
            if name in ids:
                row = table.slice(ids.index(name), 1).to_pylist()[0]
                yield {"snapshot": snapshot.id, "split": split, **{c: row[c] for c in columns}}


def _plain(value: Any) -> Any:
    return None if value is None else {name: getattr(value, name) for name in value.__dataclass_fields__}
