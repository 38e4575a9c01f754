"""XLSX: the rows of one sheet below its header row."""

import datetime
import json
import math
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pipelines.core.errors import VerilodeError
from pipelines.sources._delimited import unique_names
from pipelines.sources._opened import opened_binary
from pipelines.sources._sheets import Sheets
from pipelines.sources._types import MEBIBYTE, Bad, Refused, Row, Source
from pipelines.sources._zip import check_archive

_ROWS = 1_048_576
_NO_OFFSET = -1

Cells = tuple[Any, ...]


def xlsx(*, sheet: str | None = None, max_unpacked_bytes: int = 1024 * MEBIBYTE) -> Source:
    """Read the rows of a sheet; its first filled row has the column names.

    Numbers, dates and truth values stay what they are, an empty cell is nothing, an error is its text (#N/A). A
    formula counts as the result stored with it; a row with a formula that was never calculated is quarantined, as is
    one with a value outside the named columns. Macros and links are never looked at. A row's line is its number in
    the sheet and its byte offset -1.

    Args:
        sheet: Name of the sheet; the first one if nothing is given.
        max_unpacked_bytes: Largest size the workbook may unfold to.
    """

    def read(path: Path) -> Iterator[Row | Bad]:
        with opened_binary(path) as file:
            sheets = Sheets()
            check_archive(file, path, max_unpacked_bytes, sheets.see)
            try:
                yield from _rows(_lines(file, sheet, path, sheets.formulas), path)
            except VerilodeError:
                raise
            except Exception as damage:  # whatever openpyxl stumbles over is the file's fault
                reason = f"{type(damage).__name__}: {damage}"
                raise VerilodeError(f"unreadable workbook: {reason}", file=path) from damage

    return read


def _lines(file: Any, sheet: str | None, path: Path, with_formulas: bool) -> Iterator[tuple[Cells, set[int]]]:
    """Each line's values, and the places of formulas without a result."""
    values = _sheet(file, sheet, path, results=True).iter_rows(max_row=_ROWS, values_only=True)
    if not with_formulas:
        yield from ((line, set()) for line in values)
        return
    cells = _sheet(file, sheet, path, results=False).iter_rows(max_row=_ROWS)
    for line, row in zip(values, cells, strict=True):
        pairs = zip(line, row, strict=True)
        yield line, {place for place, (value, cell) in enumerate(pairs) if value is None and cell.data_type == "f"}


def _sheet(file: Any, name: str | None, path: Path, *, results: bool) -> Any:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and extensions that do not matter here
        book = load_workbook(file, read_only=True, data_only=results, keep_links=False)
    names = [each.title for each in book.worksheets]
    if not names or (name is not None and name not in names):
        known = ", ".join(map(ascii, names)) or "none"
        raise VerilodeError(f"no sheet {ascii(name) if name else ''}; there are: {known}", file=path)
    found = book.worksheets[0 if name is None else names.index(name)]
    found.reset_dimensions()  # what a file says about its extent may be wrong and would cut rows off
    return found


def _rows(lines: Iterator[tuple[Cells, set[int]]], path: Path) -> Iterator[Row | Bad]:
    names: list[str] | None = None
    for number, (line, unknown) in enumerate(lines, start=1):
        if not unknown and all(value is None for value in line):
            continue
        if names is None:
            names = _header(line, path)
            continue
        try:
            yield Row(number, _NO_OFFSET, _values(names, line, unknown))
        except Refused as refused:
            raw = json.dumps(line, ensure_ascii=False, default=str).encode("utf-8", "replace")
            yield Bad(number, _NO_OFFSET, refused.reason, refused.detail, raw)
    if names is None:
        raise VerilodeError("the sheet is empty; a first row with the column names is wanted", file=path)


def _header(line: Cells, path: Path) -> list[str]:
    filled = max((place for place, value in enumerate(line, start=1) if value is not None), default=0)
    if not filled:
        raise VerilodeError("the row with the column names has formulas without a result", file=path)
    return unique_names(["" if value is None else str(value).strip() for value in line[:filled]], path)


def _values(names: Sequence[str], line: Cells, unknown: set[int]) -> dict[str, Any]:
    if unknown:
        called = names[min(unknown)] if min(unknown) < len(names) else "a column without a name"
        raise Refused("no_result", f"the formula in {ascii(called)}; open and save the file in a spreadsheet program")
    if any(value is not None for value in line[len(names) :]):
        raise Refused("wrong_field_count", f"a value beyond the {len(names)} named columns")
    if any(isinstance(value, float) and not math.isfinite(value) for value in line):
        raise Refused("nan_or_infinity", "a number beyond the largest float")
    padded = [*line, *[None] * (len(names) - len(line))]
    return {name: _plain(value) for name, value in zip(names, padded, strict=False)}


def _plain(value: Any) -> Any:
    """A date comes from a sheet as its midnight."""
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date()
    return value
