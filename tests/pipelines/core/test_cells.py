"""Cells for spreadsheets: what looks like a formula stands behind an apostrophe, and comes back as it was."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.core.cells import ESCAPED_COLUMN, escaped_cell, unescaped_row

UNFIT = re.compile(r"[\x00-\x08]")


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("-5", "'-5"),
        ("  @SUM(A1)", "'  @SUM(A1)"),
        ("\tx", "'\tx"),
        ("=\\n", "'=\\\\n"),
        ("a\x07b", "'a\\u0007b"),
        ("＝1", "'＝1"),
        ("1-5", None),
        ("'tis", None),
        ("a\\b", None),
        ("", None),
    ],
)
def test_only_what_a_sheet_would_misread_is_escaped(text: str, cell: str | None) -> None:
    assert escaped_cell(text, UNFIT) == cell


def test_only_the_named_cells_are_read_back() -> None:
    row = {"a": "'=1", "b": "'=1", "c": "typed over", ESCAPED_COLUMN: "a c gone"}
    assert unescaped_row(row) == {"a": "=1", "b": "'=1", "c": "typed over"}


@pytest.mark.parametrize("mark", [None, "", 7])
def test_a_row_without_escaped_cells_only_loses_the_column(mark: object) -> None:
    assert unescaped_row({"a": "'x", ESCAPED_COLUMN: mark}) == {"a": "'x"}


def test_a_row_of_somebody_elses_file_is_untouched() -> None:
    row = {"a": "'=1", "escaped": "a"}
    assert unescaped_row(row) is row


@given(st.text())
def test_every_text_comes_back(text: str) -> None:
    cell = escaped_cell(text, UNFIT)
    if cell is None:
        assert text.lstrip()[:1] not in {"=", "+", "-", "@"}
    else:
        assert not UNFIT.search(cell)
        assert unescaped_row({"a": cell, ESCAPED_COLUMN: "a"}) == {"a": text}
