"""Signals of a project: computed once per state of the texts, stored, and judged as columns.

A family's columns are computed for all ingested records as the mappers left them, dropped ones too. So neither a
threshold nor the order of the filters changes them, and no text is read again for either.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from pipelines.core.progress import progress
from pipelines.core.rules import Rules, Verdicts, judge
from pipelines.run._engine import computed
from pipelines.run.sink import Sink
from pipelines.signals import SIGNALS, Signal
from pipelines.store.facts import SIGNALS as KIND
from pipelines.store.facts import signal_schema
from pipelines.store.selection import editing, everything, ingested_ids, ingests, stays
from pipelines.store.tables import Commit, CommitWriter, Counts, TableLane, fingerprint

_ROWS_WRITTEN = 131_072
"""Rows in one piece of a Parquet file: many small pieces make reading a single column slow."""


def find_signals(lane: TableLane, family: str, options: Mapping[str, Any], before: Sequence[Commit]) -> Commit | None:
    """The stored columns of a family for the texts as the mappers among `before` left them."""
    return lane.find(fingerprint(_step(family), options, _inputs(lane, before)))


def signals(lane: TableLane, family: str, options: Mapping[str, Any], before: Sequence[Commit]) -> Commit:
    """The same, computed where it is not stored yet.

    Raises:
        VerilodeError: when there is no such family or option.
    """
    return find_signals(lane, family, options, before) or _compute(lane, family, options, before)


def needed_signals(lane: TableLane, rules: Rules, before: Sequence[Commit]) -> dict[str, Commit]:
    """The stored signals of every family that a filter needs; computed where they are missing."""
    return {family: signals(lane, family, options, before) for family, options in rules.signals.items()}


def judge_standing(
    lane: TableLane, rules: Rules, stored: Mapping[str, Commit], before: Sequence[Commit], sink: Sink
) -> None:
    """Judge the records that stand after `before` by their stored signals, and drop those that fail."""
    standing = stays(lane, before)
    names = pa.chunked_array(list(ingested_ids(lane)), pa.string()).filter(pa.array(standing))
    columns = list(dict.fromkeys(rule.column for rule in rules.rules))
    matrix = pa.table({name: column(lane, stored, name).filter(pa.array(standing)) for name in columns})
    sink.seen += len(names)
    if columns:
        sink.drop(_drops(names, judge(rules.rules, matrix), matrix))


def column(lane: TableLane, stored: Mapping[str, Commit], name: str) -> pa.ChunkedArray:
    """One column `family.column` for all ingested records."""
    family, _, short = name.partition(".")
    return lane.columns(KIND, stored[family], [short])[short]


def stored_signals(lane: TableLane, record_id: str, plan: Sequence[Commit]) -> dict[str, dict[str, Any]]:
    """What the filters of the plan judged one record by: each family's columns that have a value."""
    used = {family: name for commit in plan for family, name in commit.extra.get("signals", {}).items()}
    by_id = {commit.id: commit for commit in lane.commits()}
    found: dict[str, dict[str, Any]] = {}
    for family, name in used.items():
        for row in lane.named(KIND, [record_id], [by_id[name]] if name in by_id else []).to_pylist():
            values = {column: value for column, value in row.items() if value is not None and value == value}
            found[family] = {column: value for column, value in values.items() if column != "record_id"}
    return found


def _drops(names: pa.ChunkedArray, verdicts: Verdicts, matrix: pa.Table) -> pa.Table:
    gone = np.flatnonzero(verdicts.first >= 0)
    rules = pa.array([rule.name for rule in verdicts.rules], pa.string())
    return pa.table(
        {
            "record_id": names.take(pa.array(gone)),
            "rule": rules.take(pa.array(verdicts.first[gone])),
            "reason": pa.array(verdicts.reasons(matrix, gone), pa.string()),
        }
    )


def _step(family: str) -> str:
    return f"signal-{family}"


def _inputs(lane: TableLane, before: Sequence[Commit]) -> list[str]:
    return [commit.id for commit in (*ingests(lane), *editing(before))]


def _compute(lane: TableLane, family: str, options: Mapping[str, Any], before: Sequence[Commit]) -> Commit:
    signal: Signal = SIGNALS.build(family, options)
    total = sum(commit.kinds.get("records", 0) for commit in ingests(lane))
    waiting: deque[pa.Array] = deque()
    with lane.begin(_step(family), options=options, inputs=_inputs(lane, before)) as writer:
        pieces = _Pieces(writer, signal_schema(signal.schema))
        for found in computed(signal, family, options, _noting(everything(lane, before), waiting)):
            pieces.add([waiting.popleft(), *found.columns])
            progress(f"signals: {family}", pieces.rows, total)
        pieces.close()
        if pieces.rows != total:
            raise AssertionError(f"signals {family}: {pieces.rows} rows for {total} records")
        writer.counts = Counts(total, total, 0, 0)
    return lane.commits(_step(family))[-1]


def _noting(batches: Iterator[pa.RecordBatch], waiting: deque[pa.Array]) -> Iterator[pa.RecordBatch]:
    """The same batches, their ids put aside until the family's answer to them comes."""
    for batch in batches:
        waiting.append(batch.column("record_id"))
        yield batch


class _Pieces:
    """Batches gathered into larger pieces on their way to disk."""

    def __init__(self, writer: CommitWriter, schema: pa.Schema) -> None:
        self.rows = 0
        self._writer, self._schema = writer, schema
        self._held: list[pa.RecordBatch] = []

    def add(self, columns: list[pa.Array]) -> None:
        """One answer; arrays of unlike length or another type are a bug of the family."""
        self._held.append(pa.RecordBatch.from_arrays(columns, schema=self._schema))
        self.rows += self._held[-1].num_rows
        if sum(batch.num_rows for batch in self._held) >= _ROWS_WRITTEN:
            self._write()

    def close(self) -> None:
        """Write what is left; a file with no rows tells that there are no records."""
        if self._held or not self.rows:
            self._write()

    def _write(self) -> None:
        self._writer.write(KIND, pa.Table.from_batches(self._held, self._schema), self._schema)
        self._held = []
