"""Files in, one table with each row's origin out; and a folder of result tables, written whole or not at all."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.core.errors import VerilodeError
from pipelines.core.files import folder_atomically
from pipelines.core.progress import progress
from pipelines.sources import Bad, Row, open_source, quarantine_line

_BATCH = 10_000


@dataclass(slots=True)
class FileRows:
    """The readable rows of some files.

    `table` has the files' own columns and nothing else; `files` and `numbers` say where each row came from: the
    file as it was given and the row's place in it from 0, unreadable rows counted.
    """

    table: pa.Table
    files: list[str] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    quarantine: list[bytes] = field(default_factory=list)

    @property
    def seen(self) -> int:
        """All rows, the unreadable ones too."""
        return self.table.num_rows + len(self.quarantine)


def refuse_existing(out: Path) -> None:
    """Results go into a new folder: nothing of anybody's is ever replaced."""
    if out.exists() or out.is_symlink():
        raise VerilodeError("already exists; choose another --out", file=out)


def read_files(files: Sequence[Path], accept: Callable[[str, Row], Bad | None] | None = None) -> FileRows:
    """All rows of all files, in order.

    Args:
        files: What to read; the format follows from each name.
        accept: Called with each file and row; a `Bad` puts the row into quarantine.

    Raises:
        VerilodeError: for a file that cannot be read, columns that cannot be one table, or no row at all.
    """
    found = FileRows(pa.table({}))
    tables: list[pa.Table] = []
    first_bad: tuple[str, Bad] | None = None
    for file in files:
        schema = _parquet_schema(file)
        batch: list[dict[str, Any]] = []
        for number, row in enumerate(open_source(file)):
            bad = row if isinstance(row, Bad) else _empty(row) or (accept(str(file), row) if accept else None)
            if bad is not None:
                first_bad = first_bad or (str(file), bad)
                found.quarantine.append(quarantine_line(str(file), bad))
                continue
            batch.append(row.values)
            found.files.append(str(file))
            found.numbers.append(number)
            if len(batch) == _BATCH:
                tables.append(_table(batch, schema, file))
                batch = []
                progress(f"read {file.name}", number + 1)
        tables.append(_table(batch, schema, file))
    if not found.files:
        raise _nothing(files, first_bad)
    found.table = _joined(tables)
    return found


def add_columns(table: pa.Table, columns: Mapping[str, pa.Array]) -> pa.Table:
    """The table with further columns; where the name is taken, the new one ends in an underscore."""
    for name, values in columns.items():
        while name in table.schema.names:
            name += "_"
        table = table.append_column(name, values)
    return table


def write_results(out: Path, tables: Mapping[str, pa.Table], quarantine: Iterable[bytes]) -> None:
    """`NAME.parquet` for each table and `quarantine.jsonl` in the new folder `out`, which appears when all is there.

    Raises:
        VerilodeError: when the folder exists or cannot be written.
    """
    try:
        with folder_atomically(out) as folder:
            for name, table in tables.items():
                pq.write_table(table, folder / f"{name}.parquet")
            (folder / "quarantine.jsonl").write_bytes(b"".join(quarantine))
    except OSError as refusal:
        refuse_existing(out)
        raise VerilodeError(f"cannot be written: {refusal.strerror or refusal}", file=out) from None


def _parquet_schema(file: Path) -> pa.Schema | None:
    """Parquet says which types its columns have; where a row comes as plain values they would be lost."""
    if file.suffix.lower() != ".parquet" or not file.is_file():
        return None
    try:
        return pq.read_schema(file).remove_metadata()
    except (pa.ArrowException, OSError):
        return None  # the reader will say what is wrong with it


def _table(rows: list[dict[str, Any]], schema: pa.Schema | None, file: Path) -> pa.Table:
    names = schema.names if schema is not None else dict.fromkeys(name for row in rows for name in row)
    columns = {}
    for name in names:
        try:
            columns[name] = pa.array([row.get(name) for row in rows], schema.field(name).type if schema else None)
        except (pa.ArrowException, OverflowError, UnicodeError) as mixed:
            raise VerilodeError(f"column {name!r} cannot be one type: {mixed}", file=file) from None
    return pa.table(columns)


def _empty(row: Row) -> Bad | None:
    """A row without a single column has no place in a table."""
    return None if row.values else Bad(row.line, row.byte_offset, "no_content", "the row has no columns", row.raw)


def _joined(tables: Sequence[pa.Table]) -> pa.Table:
    filled = [table for table in tables if table.num_rows]
    try:
        return pa.concat_tables(filled, promote_options="permissive").combine_chunks()
    except pa.ArrowException as mixed:
        raise VerilodeError(f"the rows do not fit into one table: {mixed}") from None


def _nothing(files: Sequence[Path], bad: tuple[str, Bad] | None) -> VerilodeError:
    if bad is None:
        return VerilodeError("no rows", file=files[0] if files else None)
    file, piece = bad
    return VerilodeError(f"no readable rows; {piece.reason}: {piece.detail}", file=file, line=piece.line)
