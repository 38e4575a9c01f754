"""Rows out of Arrow columns."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import pyarrow as pa

from pipelines.sources._types import Bad, Row

_NO_OFFSET = -1
_UNREADABLE = (ValueError, OverflowError)


def check_names(names: Sequence[str]) -> None:
    """Refuse columns of one name.

    Raises:
        ArrowInvalid: naming it.
    """
    for name, following in pairwise(sorted(names)):
        if name == following:
            raise pa.ArrowInvalid(f"two columns are called {ascii(name)}; each needs its own name")


def batch_rows_of(batch: pa.RecordBatch, first: int) -> Iterator[Row | Bad]:
    """The rows of a batch, numbered from `first`; a value Python cannot hold costs its own row."""
    try:
        values = batch.to_pylist()
    except _UNREADABLE:
        for index in range(batch.num_rows):
            yield _single_row(batch.slice(index, 1), first + index)
        return
    for index, row in enumerate(values):
        yield Row(first + index, _NO_OFFSET, row)


def _single_row(row: pa.RecordBatch, number: int) -> Row | Bad:
    values: dict[str, Any] = {}
    for name, cell in zip(row.schema.names, row.columns, strict=True):
        try:
            values[name] = cell[0].as_py()
        except UnicodeDecodeError:
            return Bad(number, _NO_OFFSET, "not_utf8", f"in column {ascii(name)}", _bytes_of(cell))
        except _UNREADABLE as error:
            detail = f"in column {ascii(name)}: {error}"
            return Bad(number, _NO_OFFSET, "number_out_of_range", detail, str(cell).encode())
    return Row(number, _NO_OFFSET, values)


def _bytes_of(cell: pa.Array) -> bytes:
    """The bytes of a text cell; of a nested one, whose text lies deeper, the bytes of all its texts."""
    while not isinstance(cell, pa.StringArray | pa.LargeStringArray):
        if not isinstance(cell, pa.ListArray | pa.LargeListArray):
            return b""
        cell = cell.flatten()
    wide = isinstance(cell, pa.LargeStringArray)
    return b"\n".join(cell.cast(pa.large_binary() if wide else pa.binary()).to_pylist())
