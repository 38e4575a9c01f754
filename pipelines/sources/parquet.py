"""Parquet: rows from the columns of a file, batch by batch."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.core.errors import VerilodeError
from pipelines.sources._columns import batch_rows_of, check_names
from pipelines.sources._opened import opened_binary
from pipelines.sources._pages import Group, pages, row_groups
from pipelines.sources._types import MEBIBYTE, Bad, Row, Source

_ALWAYS_ALLOWED = 64 * MEBIBYTE


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
        with opened_binary(path) as file:
            try:
                for number, group in enumerate(row_groups(file), start=1):
                    _check_sizes(group, number, max_row_group_bytes, max_expansion)
                    _check_pages(file, group, max_expansion)
                yield from _rows(pq.ParquetFile(file, page_checksum_verification=True))
            except (pa.ArrowException, OSError, EOFError, UnicodeDecodeError) as damage:
                raise VerilodeError(f"unreadable Parquet: {damage}", file=path) from None

    def _rows(file: pq.ParquetFile) -> Iterator[Row | Bad]:
        check_names(file.schema_arrow.names)
        number = 0
        for batch in file.iter_batches(batch_size=batch_rows):
            yield from batch_rows_of(batch, number + 1)
            number += batch.num_rows

    return read


def _check_sizes(group: Group, number: int, largest: int, expansion: int) -> None:
    """Refuse a row group whose declared sizes do not fit the file, before anything is unpacked."""
    packed = sum(chunk.packed for chunk in group.chunks)
    unpacked = max(group.unpacked, sum(chunk.unpacked for chunk in group.chunks))
    declared = f"row group {number} declares {unpacked} bytes of data"
    if group.unpacked < 0 or any(chunk.packed < 0 or chunk.unpacked < 0 for chunk in group.chunks):
        raise pa.ArrowInvalid(f"row group {number} declares negative sizes")
    if unpacked > largest:
        raise pa.ArrowInvalid(f"{declared}, the limit is {largest}")
    if unpacked > _ALWAYS_ALLOWED and unpacked > packed * expansion:
        raise pa.ArrowInvalid(f"{declared} in {packed} packed bytes")


def _check_pages(file: BinaryIO, group: Group, expansion: int) -> None:
    """Refuse a row group whose pages unfold to more than its footer declares: memory is taken by the page."""
    for column, chunk in enumerate(group.chunks, start=1):
        unfolded = 0
        for page in pages(file, chunk):
            unfolded += page.unpacked
            if unfolded > max(_ALWAYS_ALLOWED, 2 * chunk.unpacked):
                raise pa.ArrowInvalid(f"column {column} unfolds to {unfolded} bytes or more, its footer says less")
            if page.unpacked > max(_ALWAYS_ALLOWED, page.packed * expansion):
                raise pa.ArrowInvalid(f"a page of {page.packed} packed bytes unfolds to {page.unpacked}")
