"""Where a cleaning step puts what it found, counted on the way."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

import pyarrow as pa

from pipelines.store.tables import Counts


class FactWriter(Protocol):
    """What a sink writes to: a commit, or lists in memory."""

    def write(self, kind: str, rows: pa.Table | Sequence[Mapping[str, Any]]) -> None:
        """Append facts of one kind."""


class Sink:
    """Counts what goes in and what is dropped, so that conservation is arithmetic and not a promise."""

    def __init__(self, writer: FactWriter, step: str) -> None:
        self.writer = writer
        self.step = step
        self.seen = 0
        self.dropped: set[str] = set()

    @property
    def counts(self) -> Counts:
        """What the step did so far."""
        return Counts(self.seen, self.seen - len(self.dropped), len(self.dropped), 0)

    def counting(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The same batches, their rows counted."""
        for batch in batches:
            self.seen += batch.num_rows
            yield batch

    def edit(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """New content of records a mapper changed, each at most once in a step."""
        self.write("edits", rows)

    def drop(self, rows: pa.Table | Sequence[Mapping[str, Any]]) -> None:
        """Dropped records; the step's name is added, and dropping one twice is a bug of the step."""
        table = isinstance(rows, pa.Table)
        names = set(rows["record_id"].to_pylist() if table else (row["record_id"] for row in rows))
        if len(names) != len(rows) or names & self.dropped:
            raise AssertionError(f"step {self.step} dropped a record twice")
        self.dropped |= names
        if table:
            step = pa.repeat(pa.scalar(self.step, pa.string()), len(rows))
            self.write("drops", rows.append_column("step", step))
        else:
            self.write("drops", [{"step": self.step, **row} for row in rows])

    def write(self, kind: str, rows: pa.Table | Sequence[Mapping[str, Any]]) -> None:
        """Facts of any kind; nothing is written for none."""
        if len(rows):
            self.writer.write(kind, rows)
