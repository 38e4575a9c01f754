"""Reading files once: what an interrupted run has read, the same command finds again."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.core.errors import VerilodeError
from pipelines.core.files import content_stamp, folder_atomically
from pipelines.core.ids import digest
from pipelines.run._compact import Column, Spool
from pipelines.run.rows import FileRows, joined, read_files

_NUMBER = "row number of the file"


@contextmanager
def files_read_once(files: Sequence[Path], out: Path) -> Iterator[FileRows]:
    """All rows of all files; each file's rows are kept in a hidden folder beside `out` until the block ends well.

    Raises:
        VerilodeError: as `pipelines.run.rows.read_files`.
    """
    work = out.parent / f".{out.name}.partial"
    try:
        yield _together([_one(file, work, out) for file in files])
    except VerilodeError:
        shutil.rmtree(work, ignore_errors=True)  # a mistake, not an interruption: nothing is left behind
        raise
    shutil.rmtree(work, ignore_errors=True)


def _one(file: Path, work: Path, out: Path) -> FileRows:
    place = work / digest([str(file.resolve()), content_stamp(file)])[:16]
    if not place.exists():
        rows = read_files([file])
        numbered = rows.table.append_column(_NUMBER, rows.numbers.array)
        try:
            with folder_atomically(place) as folder:
                pq.write_table(numbered, folder / "rows.parquet", compression="lz4")
                with (folder / "quarantine.jsonl").open("wb") as lines:
                    lines.writelines(rows.quarantine)
        except FileExistsError:
            pass  # the same file given twice, or another run of the same command
        except OSError as refusal:
            raise VerilodeError(f"cannot be written: {refusal.strerror or refusal}", file=out) from None
        return rows
    numbered = pq.read_table(place / "rows.parquet")
    quarantine = Spool()
    with (place / "quarantine.jsonl").open("rb") as lines:
        for line in lines:
            quarantine.append(line)
    names = pa.DictionaryArray.from_arrays(pa.array([0] * numbered.num_rows, pa.int32()), pa.array([str(file)]))
    numbers = numbered[_NUMBER].combine_chunks()
    return FileRows(numbered.drop_columns(_NUMBER), Column(names), Column(numbers), quarantine)


def _together(parts: Sequence[FileRows]) -> FileRows:
    if len(parts) == 1:
        return parts[0]
    quarantine = Spool()
    for part in parts:
        for line in part.quarantine:
            quarantine.append(line)
    files = pa.chunked_array([part.files.array for part in parts]).unify_dictionaries().combine_chunks()
    numbers = pa.concat_arrays([part.numbers.array for part in parts])
    return FileRows(joined([part.table for part in parts]), Column(files), Column(numbers), quarantine)
