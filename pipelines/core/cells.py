"""Cells that a spreadsheet program must not take for formulas, and the way back to the text.

The rule, as OWASP's page on CSV injection asks for it: a text whose first visible character could start a formula, or
that a sheet cannot hold as it is, is written behind an apostrophe, with a backslash doubled and a character the sheet
cannot hold as `\\uXXXX`. The names of the columns written so stand in one further cell of the row, hence a text that
merely begins with an apostrophe is never taken for one of ours.
"""

import re
from collections.abc import Mapping
from typing import Any

ESCAPED_COLUMN = "verilode_escaped"
"""The column that names, separated by spaces, the columns of its row that are escaped."""

_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
_MARK = "'"
_BACK = re.compile(r"\\(\\|u[0-9a-f]{4})")


def escaped_cell(text: str, unfit: re.Pattern[str]) -> str | None:
    """`text` as an escaped cell, or None where it may stand as it is.

    Args:
        text: What the record holds.
        unfit: Finds the characters the format cannot hold, each below U+10000.
    """
    if not _FORMULA.match(text) and not unfit.search(text):
        return None
    return _MARK + unfit.sub(lambda found: f"\\u{ord(found[0]):04x}", text.replace("\\", "\\\\"))


def unescaped_row(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """The row with its escaped cells as they were; a row without `ESCAPED_COLUMN` is returned as it is."""
    if ESCAPED_COLUMN not in values:
        return values
    names = str(values[ESCAPED_COLUMN] or "").split()
    rest = {name: value for name, value in values.items() if name != ESCAPED_COLUMN}
    return {name: _text(value) if name in names else value for name, value in rest.items()}


def _text(cell: Any) -> Any:
    """The text of an escaped cell; a cell that a person has typed over since has no apostrophe and stays."""
    if not isinstance(cell, str) or not cell.startswith(_MARK):
        return cell
    return _BACK.sub(lambda found: "\\" if found[1] == "\\" else chr(int(found[1][1:], 16)), cell[len(_MARK) :])
