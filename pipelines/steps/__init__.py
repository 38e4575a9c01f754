"""Cleaning steps: each reads the records that stand and writes facts about them.

One file, one factory of the file's name. It returns a `Step`: called once with the batches that stand before it
and a sink for what it finds. A step never rewrites a record.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

import pyarrow as pa

from pipelines.core.registry import Registry

STEPS = Registry("pipelines.steps")


class FactSink(Protocol):
    """Where a step puts what it found."""

    def edit(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """New content of records a mapper changed: `record_id` and all content fields."""

    def drop(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Dropped records: `record_id`, `rule`, `reason`, and for duplicates `duplicate_of` and `jaccard`."""

    def write(self, kind: str, rows: pa.Table | Sequence[Mapping[str, Any]]) -> None:
        """Any other kind of fact."""


class Step(Protocol):
    """One execution of a cleaning step."""

    def __call__(self, batches: Iterator[pa.RecordBatch], sink: FactSink) -> None:
        """Read everything once, in order; write facts."""
