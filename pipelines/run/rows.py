"""Files in, one table with each row's origin out; and a folder of result tables, written whole or not at all."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.core.errors import VerilodeError
from pipelines.core.files import folder_atomically
from pipelines.core.progress import progress
from pipelines.run._compact import Column, Spool
from pipelines.sources import Bad, Part, Row, parts, quarantine_line


@dataclass(slots=True)
class FileRows:
    """The readable rows of some files.

    `table` has the files' own columns and nothing else; `files` and `numbers` say where each row came from: the
    file as it was given and the row's place in it from 0, unreadable rows counted. Both are Arrow columns
    (`dictionary<int32, string>` and `int64`) that read like lists.
    """

    table: pa.Table
    files: Column
    numbers: Column
    quarantine: Spool

    @property
    def seen(self) -> int:
        """All rows, the unreadable ones too."""
        return self.table.num_rows + len(self.quarantine)


def refuse_existing(out: Path) -> None:
    """Results go into a new folder: nothing of anybody's is ever replaced."""
    if out.exists() or out.is_symlink():
        raise VerilodeError("already exists; choose another --out", file=out)


def read_files(
    files: Sequence[Path], accept: Callable[[str, Row], Bad | None] | None = None, *, batch_rows: int = 10_000
) -> FileRows:
    """All rows of all files, in order.

    Args:
        files: What to read; the format follows from each name.
        accept: Called with each file and row; a `Bad` puts the row into quarantine.
        batch_rows: Rows that are Python objects at a time.

    Raises:
        VerilodeError: for a file that cannot be read, columns that cannot be one table, or no row at all.
    """
    reading = _Reading(accept, batch_rows)
    for part in parts(files):
        reading.take(part)
    if not reading.rows:
        raise _nothing(files, reading.first_bad)
    return reading.result()


class _Reading:
    """Rows on their way into one table; as Python objects they live for one batch."""

    def __init__(self, accept: Callable[[str, Row], Bad | None] | None, batch_rows: int) -> None:
        self.accept = accept
        self.batch_rows = batch_rows
        self.rows = 0
        self.first_bad: tuple[str, Bad] | None = None
        self.quarantine = Spool()
        self.tables: list[pa.Table] = []
        self.names: list[str] = []
        self.counts: list[int] = []
        self.numbers: list[np.ndarray] = []

    def take(self, part: Part) -> None:
        """All rows of one file."""
        file, schema = str(part.file), _schema(part)
        batch: list[dict[str, Any]] = []
        numbers: list[int] = []
        for number, row in enumerate(part.rows()):
            bad = row if isinstance(row, Bad) else _empty(row) or (self.accept(file, row) if self.accept else None)
            if bad is not None:
                self.first_bad = self.first_bad or (file, bad)
                self.quarantine.append(quarantine_line(file, bad))
                continue
            batch.append(row.values)
            numbers.append(number)
            if len(batch) == self.batch_rows:
                self._close(batch, numbers, schema, part.file)
                batch, numbers = [], []
                progress(f"read {part.file.name}", number + 1)
        if batch:
            self._close(batch, numbers, schema, part.file)

    def _close(self, batch: list[dict[str, Any]], numbers: list[int], schema: pa.Schema | None, file: Path) -> None:
        self.tables.append(_table(batch, schema, file))
        self.names.append(str(file))
        self.counts.append(len(batch))
        self.numbers.append(np.array(numbers, dtype=np.int64))
        self.rows += len(batch)

    def result(self) -> FileRows:
        """Everything taken so far."""
        different = list(dict.fromkeys(self.names))
        place = {name: index for index, name in enumerate(different)}
        which = np.repeat(np.array([place[name] for name in self.names], dtype=np.int32), self.counts)
        files = pa.DictionaryArray.from_arrays(pa.array(which), pa.array(different, pa.string()))
        numbers = pa.array(np.concatenate(self.numbers))
        return FileRows(joined(self.tables), Column(files), Column(numbers), self.quarantine)


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
            with (folder / "quarantine.jsonl").open("wb") as lines:
                lines.writelines(quarantine)
    except OSError as refusal:
        refuse_existing(out)
        raise VerilodeError(f"cannot be written: {refusal.strerror or refusal}", file=out) from None


def _schema(part: Part) -> pa.Schema | None:
    """Parquet says which types its columns have; where a row comes as plain values they would be lost."""
    if part.split is not None or part.file.suffix.lower() != ".parquet":
        return None
    try:
        return pq.read_schema(part.file).remove_metadata()
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


def joined(tables: Sequence[pa.Table]) -> pa.Table:
    """One table of many batches, not copied; a column that was empty in one batch takes its type from the others."""
    try:
        return pa.concat_tables(tables, promote_options="permissive")
    except pa.ArrowException as mixed:
        raise VerilodeError(f"the rows do not fit into one table: {mixed}") from None


def _nothing(files: Sequence[Path], bad: tuple[str, Bad] | None) -> VerilodeError:
    if bad is None:
        return VerilodeError("no rows", file=files[0] if files else None)
    file, piece = bad
    return VerilodeError(f"no readable rows; {piece.reason}: {piece.detail}", file=file, line=piece.line)
