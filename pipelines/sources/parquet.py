"""Parquet: rows from the columns of a file, batch by batch."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.core.errors import VerilodeError
from pipelines.sources._lines import opened
from pipelines.sources._types import MEBIBYTE, Bad, Row, Source

_NO_OFFSET = -1
_UNREADABLE = (ValueError, OverflowError)


def parquet(*, batch_rows: int = 1024, max_row_group_bytes: int = 1024 * MEBIBYTE, max_expansion: int = 1000) -> Source:
    """Read rows from a Parquet file; a row with text that is not UTF-8 is quarantined and the next is read.

    A row's line is its number from 1 and its byte offset -1, for Parquet keeps columns, not rows. A file whose
    footer declares sizes that its bytes cannot hold, or that fails on the way, is refused with one line.

    Args:
        batch_rows: Rows that are held in memory at once.
        max_row_group_bytes: Largest size a row group may declare for its data once unpacked.
        max_expansion: How many times its packed size a row group above 64 MiB may unpack to.
    """

    def read(path: Path) -> Iterator[Row | Bad]:
        with opened(path) as file:
            try:
                yield from _rows(pq.ParquetFile(file, page_checksum_verification=True))
            except (pa.ArrowException, OSError, EOFError, UnicodeDecodeError) as damage:
                raise VerilodeError(f"unreadable Parquet: {damage}", file=path) from None

    def _rows(file: pq.ParquetFile) -> Iterator[Row | Bad]:
        _check_names(file)
        for index in range(file.num_row_groups):
            _check_sizes(file, index, max_row_group_bytes, max_expansion)
        number = 0
        for batch in file.iter_batches(batch_size=batch_rows):
            yield from _batch_rows(batch, number + 1)
            number += batch.num_rows

    return read


def _check_names(file: pq.ParquetFile) -> None:
    for name, following in pairwise(sorted(file.schema_arrow.names)):
        if name == following:
            raise pa.ArrowInvalid(f"two columns are called {ascii(name)}; each needs its own name")


def _check_sizes(file: pq.ParquetFile, index: int, largest: int, expansion: int) -> None:
    """Refuse a row group whose declared sizes do not fit the file, before anything is unpacked."""
    group = file.metadata.row_group(index)
    chunks = [group.column(i) for i in range(group.num_columns)]
    packed = sum(chunk.total_compressed_size for chunk in chunks)
    unpacked = max(group.total_byte_size, sum(chunk.total_uncompressed_size for chunk in chunks))
    declared = f"row group {index + 1} declares {unpacked} bytes of data"
    if packed < 0 or unpacked < 0 or group.num_rows < 0:
        raise pa.ArrowInvalid(f"row group {index + 1} declares negative sizes")
    if unpacked > largest:
        raise pa.ArrowInvalid(f"{declared}, the limit is {largest}")
    if unpacked > 64 * MEBIBYTE and unpacked > packed * expansion:
        raise pa.ArrowInvalid(f"{declared} in {packed} packed bytes")


def _batch_rows(batch: pa.RecordBatch, first: int) -> Iterator[Row | Bad]:
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
