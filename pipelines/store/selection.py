"""Which records stand now: everything ingested, less what the current plan dropped, as its mappers left it."""

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any

import pyarrow as pa

from pipelines.core.errors import VerilodeError
from pipelines.core.records import CONTENT_FIELDS, RECORD_SCHEMA
from pipelines.store.tables import Commit, TableLane

PLAN = "plan"


def ingests(lane: TableLane) -> list[Commit]:
    """The commits that brought records in."""
    return lane.commits("ingest")


def current_plan(lane: TableLane) -> list[Commit]:
    """The cleaning steps in force, in order; empty before the first cleaning."""
    plan = lane.latest(PLAN)
    if plan is None:
        return []
    by_id = {commit.id: commit for commit in lane.commits()}
    if missing := [name for name in plan.extra["steps"] if name not in by_id]:
        raise VerilodeError(f"the cleaning's result {missing[0]} is gone; run verilode clean", file=lane.root)
    return [by_id[name] for name in plan.extra["steps"]]


def standing(lane: TableLane, steps: Sequence[Commit] | None = None) -> Iterator[pa.RecordBatch]:
    """Batches of the records that stand after `steps` (default: the current plan), in ingest order."""
    applied = current_plan(lane) if steps is None else list(steps)
    dropped = set(_ids(lane, "drops", applied))
    edits = _edits(lane, applied)
    for batch in lane.scan("records", ingests(lane)):
        yield edited(without(batch, dropped), edits)


def standing_table(lane: TableLane, steps: Sequence[Commit] | None = None) -> pa.Table:
    """The records that stand, as one table."""
    return pa.Table.from_batches(standing(lane, steps), schema=RECORD_SCHEMA)


def _ids(lane: TableLane, kind: str, commits: Sequence[Commit]) -> Iterator[str]:
    for batch in lane.scan(kind, commits):
        yield from batch.column("record_id").to_pylist()


def without(batch: pa.RecordBatch, dropped: Set[str]) -> pa.RecordBatch:
    """The batch less the records with these ids."""
    if not dropped:
        return batch
    return batch.filter(pa.array([name not in dropped for name in batch.column("record_id").to_pylist()]))


def _edits(lane: TableLane, commits: Sequence[Commit]) -> dict[str, dict[str, Any]]:
    """The newest content of every record some mapper changed."""
    return {row["record_id"]: row for batch in lane.scan("edits", commits) for row in batch.to_pylist()}


def edited(batch: pa.RecordBatch, edits: Mapping[str, Mapping[str, Any]]) -> pa.RecordBatch:
    """The batch with the content that mappers gave these records, by record id."""
    names = batch.column("record_id").to_pylist()
    if not any(name in edits for name in names):
        return batch
    columns = {field.name: batch.column(field.name) for field in batch.schema}
    for field in CONTENT_FIELDS:
        old = columns[field].to_pylist()
        new = [edits[name][field] if name in edits else value for name, value in zip(names, old, strict=True)]
        columns[field] = pa.array(new, pa.string())
    return pa.RecordBatch.from_arrays([columns[f.name] for f in RECORD_SCHEMA], schema=RECORD_SCHEMA)
