"""Arrow IPC: the stream or file format, as Hugging Face `datasets` saves its tables."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from pipelines.core.errors import VerilodeError
from pipelines.sources._columns import batch_rows_of, check_names
from pipelines.sources._ipc import check_not_packed, stream_of
from pipelines.sources._opened import opened_binary
from pipelines.sources._types import Bad, Row, Source


def arrow(*, batch_rows: int = 1024) -> Source:
    """Read rows from an Arrow file; a row with text that is not UTF-8 is quarantined and the next is read.

    A row's line is its number from 1 and its byte offset -1, for Arrow keeps columns, not rows. A file with wrong
    offsets, or with wrong text inside a nested column, is refused.

    Args:
        batch_rows: Rows that become Python values at once.
    """

    def read(path: Path) -> Iterator[Row | Bad]:
        with opened_binary(path):
            try:
                with pa.memory_map(str(path)) as file:
                    yield from _rows(stream_of(file.read_buffer()))
            except (pa.ArrowException, OSError, EOFError, UnicodeDecodeError) as damage:
                raise VerilodeError(f"unreadable Arrow file: {damage}", file=path) from None

    def _rows(stream: pa.Buffer) -> Iterator[Row | Bad]:
        check_not_packed(stream)
        number = 0
        with pa.ipc.open_stream(pa.BufferReader(stream)) as reader:
            check_names(reader.schema.names)
            for batch in reader:
                _check_offsets(batch)
                for start in range(0, batch.num_rows, batch_rows):
                    yield from batch_rows_of(batch.slice(start, batch_rows), number + start + 1)
                number += batch.num_rows

    return read


def _check_offsets(batch: pa.RecordBatch) -> None:
    """A wild offset would be followed into foreign memory; text that is not UTF-8 is found row by row later."""
    batch.validate()  # pyarrow ends the process where a batch is said to be longer than its columns
    for column in batch.columns:
        try:
            column.validate(full=True)
        except pa.ArrowInvalid as damage:
            flat = not pa.types.is_nested(column.type) and not pa.types.is_dictionary(column.type)
            if not flat or "UTF8" not in str(damage):
                raise  # inside a nested column wrong text is found before, so it hides, a wrong offset
