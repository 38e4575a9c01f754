"""Rows of cells for spreadsheet programs: text only, no cell that could be taken for a formula."""

import re
from collections.abc import Iterator
from typing import Any

from pipelines.core.cells import ESCAPED_COLUMN, escaped_cell
from pipelines.exports._columns import chosen_rows
from pipelines.exports._tally import Batches


def sheet_rows(batches: Batches, origin: bool, unfit: re.Pattern[str]) -> Iterator[list[str]]:
    """The names of the columns, then each row's cells; the last column names the escaped ones.

    Args:
        batches: The records.
        origin: Whether the columns about people and files are wanted.
        unfit: Finds the characters the format cannot hold.
    """
    head: list[str] = []
    for row in chosen_rows(batches, origin):
        if not head:
            head = [*row, ESCAPED_COLUMN]
            yield head
        plain = {name: _plain(value) for name, value in row.items()}
        escaped = {name: cell for name, text in plain.items() if (cell := escaped_cell(text, unfit)) is not None}
        yield [*(plain | escaped).values(), " ".join(escaped)]


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)
