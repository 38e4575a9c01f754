"""Excel workbooks whose every cell is typed as text."""

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pipelines.core.errors import VerilodeError
from pipelines.core.progress import progress
from pipelines.exports._sheet import sheet_rows
from pipelines.exports._tally import Batches, Export, Tally

MOST_ROWS = 1_048_576
LONGEST_CELL = 32_767
_UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")  # the last: OOXML's own escapes
_EPOCH = datetime(1980, 1, 1)  # the earliest a zip can name: the same rows are the same bytes
_REPORTED = 4096


def xlsx(*, origin: bool = False) -> Export:
    """All content fields as text cells, those that look like formulas behind an apostrophe; carries everything.

    A split with more than 1,048,575 records or a text longer than 32,767 characters is refused: a sheet ends there.

    Args:
        origin: Also who verified each record and when, and the file and line it came from.
    """
    return _Xlsx(origin)


@dataclass(frozen=True, slots=True)
class _Xlsx:
    origin: bool
    lacks: str = "a sheet holds 1,048,576 rows and 32,767 characters a cell"

    def __call__(self, folder: Path, splits: Mapping[str, Batches]) -> dict[str, Tally]:
        return {split: self._write(folder / f"{split}.xlsx", split, batches) for split, batches in splits.items()}

    def _write(self, path: Path, split: str, batches: Batches) -> Tally:
        written = _write_book(path, split, sheet_rows(batches, self.origin, _UNFIT))
        return Tally(written, written)


def _write_book(path: Path, split: str, rows: Iterator[list[str]]) -> int:
    """Write a workbook with one sheet, unless there are no rows; the number of records in it."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    book.properties.created = book.properties.modified = _EPOCH
    sheet = book.create_sheet(split)
    try:
        number = _append(sheet, split, rows)
    except BaseException:
        sheet.close()  # else its half-written stream complains when it is collected
        raise
    unstamped = path.with_suffix(".unstamped")
    book.save(unstamped)
    if number:
        _repacked(unstamped, path)
    unstamped.unlink()
    return max(0, number - 1)


def _append(sheet: Any, split: str, rows: Iterator[list[str]]) -> int:
    """Put the rows into the sheet; how many there were."""
    head: list[str] = []
    number = 0
    for number, cells in enumerate(rows, start=1):
        head = head or cells
        _check(split, number, head, cells)
        sheet.append([_text_cell(sheet, cell) for cell in cells])
        if number % _REPORTED == 0:
            progress(f"export {split}", number)
    return number


def _text_cell(sheet: Any, text: str) -> Any:
    """What openpyxl writes as this text: given `=1+1` or `#N/A` itself, it would make a formula or an error of it."""
    if not text.startswith(("=", "#")):
        return text
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet)
    cell._value, cell.data_type = text, "s"
    return cell


def _check(split: str, number: int, head: Sequence[str], cells: Sequence[str]) -> None:
    if number > MOST_ROWS:
        raise VerilodeError(f"{split} has more than {MOST_ROWS - 1:,} records, which is where a sheet ends; use csv")
    for name, cell in zip(head, cells, strict=True):
        size = len(cell) if len(cell) * 2 <= LONGEST_CELL else len(cell.encode("utf-16-le")) // 2
        if size > LONGEST_CELL:
            raise VerilodeError(
                f"{name} of record {cells[0]} has {size:,} characters, a cell ends at {LONGEST_CELL:,}; use csv"
            )


def _repacked(source: Path, target: Path) -> None:
    """The same archive without the time it was made at."""
    with zipfile.ZipFile(source) as made, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for name in made.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            with made.open(name) as content, out.open(entry, "w", force_zip64=True) as copy:
                while block := content.read(1 << 20):
                    copy.write(block)
