"""Which records stand now: everything ingested, less what the current plan dropped, as its mappers left it.

The texts go by batch by batch. What is held for all records is a mark per record, and a number per editing step.
"""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.core.errors import VerilodeError
from pipelines.core.records import CONTENT_FIELDS, RECORD_SCHEMA, Record, rows
from pipelines.store.facts import SCHEMAS
from pipelines.store.tables import Commit, TableLane

PLAN = "plan"
_BLOCK = 262_144
"""Ids looked up at once: the table of those looked for is built anew for each block."""


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


def editing(steps: Iterable[Commit]) -> list[Commit]:
    """Those of the steps that changed a text."""
    return [commit for commit in steps if "edits" in commit.kinds]


def standing(lane: TableLane, steps: Sequence[Commit] | None = None) -> Iterator[pa.RecordBatch]:
    """Batches of the records that stand after `steps` (default: the current plan), in ingest order."""
    applied = current_plan(lane) if steps is None else list(steps)
    yield from _as_left(lane, applied, stays(lane, applied) if any("drops" in c.kinds for c in applied) else None)


def standing_table(lane: TableLane, steps: Sequence[Commit] | None = None) -> pa.Table:
    """The records that stand, as one table."""
    return pa.Table.from_batches(standing(lane, steps), schema=RECORD_SCHEMA)


def everything(lane: TableLane, steps: Sequence[Commit]) -> Iterator[pa.RecordBatch]:
    """Batches of all that was ingested, the dropped records too, as the mappers among `steps` left it."""
    yield from _as_left(lane, steps, None)


def ingested_ids(lane: TableLane) -> Iterator[pa.Array]:
    """The ids of all records in ingest order, in large blocks."""
    for batch in lane.scan("records", ingests(lane), ["record_id"], _BLOCK):
        yield batch.column(0)


def stays(lane: TableLane, steps: Sequence[Commit]) -> np.ndarray:
    """bool (n,): which of all ingested records stand after `steps`."""
    gone = fact_ids(lane, "drops", steps)
    marks = (~np.asarray(pc.is_in(block, gone)) for block in ingested_ids(lane))
    return np.concatenate([np.zeros(0, bool), *marks])


def fact_ids(lane: TableLane, kind: str, commits: Sequence[Commit]) -> pa.Array:
    """The record ids that facts of one kind are about."""
    found = [batch.column(0) for batch in lane.scan(kind, commits, ["record_id"], _BLOCK)]
    return pa.chunked_array(found, pa.string()).combine_chunks()


def records_named(lane: TableLane, names: Iterable[str], steps: Sequence[Commit] = ()) -> dict[str, Record]:
    """These records, as the mappers among `steps` left them, by id."""
    wanted = list(names)
    edits = [lane.named("edits", wanted, [commit]) for commit in editing(steps)]
    found: dict[str, Record] = {}
    for batch in lane.named("records", wanted, ingests(lane)).to_batches():
        for each in edits:
            batch = edited(batch, each)
        found |= {record.record_id: record for record in rows(batch)}
    return found


def without(batch: pa.RecordBatch, dropped: pa.Array) -> pa.RecordBatch:
    """The batch less the records with these ids."""
    return batch.filter(pc.invert(pc.is_in(batch["record_id"], dropped))) if len(dropped) else batch


def edited(batch: pa.RecordBatch, edits: pa.Table) -> pa.RecordBatch:
    """The batch with the content that one mapper gave some of its records; edits of other records are left aside."""
    places = pc.index_in(batch["record_id"], edits["record_id"].combine_chunks())
    changed = pc.is_valid(places)
    if not pc.any(changed).as_py():
        return batch
    new = edits.take(pc.drop_null(places))
    for field in CONTENT_FIELDS:
        column = pc.replace_with_mask(batch[field], changed, new[field].combine_chunks())
        batch = batch.set_column(batch.schema.get_field_index(field), RECORD_SCHEMA.field(field), column)
    return batch


def _as_left(lane: TableLane, steps: Iterable[Commit], standing: np.ndarray | None) -> Iterator[pa.RecordBatch]:
    """The records batch by batch: without those that do not stand, with the edits of the steps one after another."""
    edits = [_Edits(lane, commit) for commit in editing(steps)]
    start = 0
    for batch in lane.scan("records", ingests(lane)):
        stop = start + batch.num_rows
        left = batch if standing is None else batch.filter(pa.array(standing[start:stop]))
        for each in edits:
            left = edited(left, each.between(start, stop))
        yield left
        start = stop


class _Edits:
    """The edits of one step, read along with the records; all at once only if they stand in another order."""

    def __init__(self, lane: TableLane, commit: Commit) -> None:
        ids = fact_ids(lane, "edits", [commit])
        found = (np.asarray(pc.fill_null(pc.index_in(block, ids), -1)) for block in ingested_ids(lane))
        self._places = np.concatenate([np.zeros(0, np.int32), *found])
        self._whole = lambda: lane.read("edits", [commit])
        self._coming: Iterator[pa.RecordBatch] | None = lane.scan("edits", [commit])
        self._held, self._first = SCHEMAS["edits"].empty_table(), 0

    def between(self, start: int, stop: int) -> pa.Table:
        """The edits of the ingested records from `start` to before `stop`."""
        wanted = self._places[start:stop]
        wanted = wanted[wanted >= 0]
        if not wanted.size:
            return self._held.slice(0, 0)
        self._hold(int(wanted.min()), int(wanted.max()))
        return self._held.take(pa.array(wanted - self._first))

    def _hold(self, low: int, high: int) -> None:
        """Have the rows from `low` to `high` at hand, and let go of those before."""
        if self._coming is None:
            return
        if low < self._first:
            self._held, self._first, self._coming = self._whole(), 0, None
            return
        while high >= self._first + self._held.num_rows:
            self._held = pa.concat_tables([self._held, pa.Table.from_batches([next(self._coming)])])
        self._held, self._first = self._held.slice(low - self._first), low
