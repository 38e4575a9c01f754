"""Signals: values computed for every record, one family per file; rules, reports and pages read them as columns.

A family is a factory `NAME(*, options) -> Signal`. Stored once per state of the records, its columns are judged
again and again without a second look at the texts.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pyarrow as pa

from pipelines.core.records import RECORD_SCHEMA
from pipelines.core.registry import Registry

SIGNALS = Registry("pipelines.signals")


@dataclass(frozen=True, slots=True)
class Column:
    """One value per record: its Arrow type (int32, float32, bool or string) and a sentence saying what it is.

    A number that makes no sense for a record is NaN in a float column; a text that is not known is null.
    """

    name: str
    type: pa.DataType
    help: str


@dataclass(frozen=True, slots=True)
class Signal:
    """A family of columns.

    `compute` takes batches with the columns of `RECORD_SCHEMA` and answers, for each batch in order, one record
    batch of `columns` with as many rows; a family that must see everything first may answer at the end. `whole` says
    that a record's values depend on the other records too, so that they are not the same for a part of them.
    """

    columns: tuple[Column, ...]
    compute: Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]
    whole: bool = False

    @property
    def schema(self) -> pa.Schema:
        """The columns as an Arrow schema."""
        return pa.schema([(column.name, column.type) for column in self.columns])


def warm_up() -> None:
    """Compile every kernel and cache the machine code beside the sources, so that the first real call is quick."""
    row = {"record_id": "r", "text": "One line of text.\n\nAnother line.", "source": "s", "file": "f"}
    batches = pa.Table.from_pylist([row], RECORD_SCHEMA).to_batches()
    for name in ("text", "repetition"):
        list(SIGNALS.build(name).compute(iter(batches)))
