"""XLSX: values as they are, one sheet, and nothing believed that the workbook says about its own size."""

import datetime
import zipfile
from pathlib import Path
from typing import Any

import pytest

from pipelines.core.errors import VerilodeError
from pipelines.sources import Bad, Row
from pipelines.sources.xlsx import xlsx
from tests.fakes.office import write_xlsx


def read(folder: Path, rows: list[list[Any]], **options: object) -> list[Row | Bad]:
    file = folder / "in.xlsx"
    write_xlsx(file, rows)
    return list(xlsx(**options)(file))


def changed(file: Path, part: str, old: bytes, new: bytes) -> None:
    """Write the workbook again with other bytes in one part."""
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def test_values_keep_their_kind(tmp_path):
    when = datetime.datetime(2024, 2, 29, 8, 30)
    rows = read(
        tmp_path, [["code", "n", "x", "ok", "on", "at"], ["007", 3, 0.5, True, datetime.date(2024, 2, 29), when]]
    )
    day = datetime.date(2024, 2, 29)
    assert rows == [Row(2, -1, {"code": "007", "n": 3, "x": 0.5, "ok": True, "on": day, "at": when})]


def test_blank_rows_are_no_records_and_the_first_filled_one_has_the_names(tmp_path):
    rows = read(tmp_path, [[], [None, None], ["a", " b "], [], [1, None], [None, "x"]])
    assert rows == [Row(5, -1, {"a": 1, "b": None}), Row(6, -1, {"a": None, "b": "x"})]


def test_columns_without_a_name_are_called_by_their_place(tmp_path):
    assert read(tmp_path, [["a", None, "c"], [1, 2, 3]])[0].values == {"a": 1, "column_2": 2, "c": 3}


def test_a_value_beyond_the_named_columns_costs_its_row(tmp_path):
    bad, row = read(tmp_path, [["a"], [1, "extra"], [2]])
    assert (bad.line, bad.reason, bad.raw) == (2, "wrong_field_count", b'[1, "extra"]')
    assert row.values == {"a": 2}


def test_a_formula_that_was_never_calculated_costs_its_row(tmp_path):
    row, bad = read(tmp_path, [["a", "b"], [1, 2], [3, "=A2+1"]])
    assert (row.values, bad.line, bad.reason) == ({"a": 1, "b": 2}, 3, "no_result")
    assert "the formula in 'b'" in bad.detail


def test_a_formula_counts_as_the_result_stored_with_it(tmp_path):
    file = tmp_path / "in.xlsx"
    write_xlsx(file, [["a"], ["=1+1"]])
    changed(file, "xl/worksheets/sheet1.xml", b"<f>1+1</f>", b"<f>1+1</f><v>2</v>")
    assert list(xlsx()(file)) == [Row(2, -1, {"a": 2})]


def test_an_extent_that_is_too_small_cuts_nothing_off(tmp_path):
    file = tmp_path / "in.xlsx"
    write_xlsx(file, [["a", "b"], [1, 2], [3, 4]])
    changed(file, "xl/worksheets/sheet1.xml", b'<dimension ref="A1:B3"', b'<dimension ref="A1:A1"')
    assert [row.values for row in xlsx()(file)] == [{"a": 1, "b": 2}, {"a": 3, "b": 4}]


def test_the_sheet_is_chosen_by_name(tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["a"])
    book.create_sheet("2024").append(["b"])
    book["2024"].append([1])
    book.save(tmp_path / "in.xlsx")
    assert list(xlsx(sheet="2024")(tmp_path / "in.xlsx")) == [Row(2, -1, {"b": 1})]
    with pytest.raises(VerilodeError, match="no sheet '2023'; there are: 'Sheet', '2024'"):
        list(xlsx(sheet="2023")(tmp_path / "in.xlsx"))


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], "the sheet is empty"),
        ([["a", "a"], [1, 2]], "two columns are called 'a'"),
        ([["=1+1"], [1]], "formulas without a result"),
    ],
)
def test_a_sheet_without_usable_names_is_refused_in_one_line(tmp_path, rows, reason):
    with pytest.raises(VerilodeError, match=reason):
        read(tmp_path, rows)


@pytest.mark.parametrize(
    ("part", "old", "new", "reason"),
    [
        ("xl/worksheets/sheet1.xml", b"<v>1</v>", b"<v>NaN</v>", "unreadable workbook"),
        ("xl/worksheets/sheet1.xml", b"</sheetData>", b"", "a sheet is not well-formed XML"),
        ("xl/workbook.xml", b"<workbook", b"<!DOCTYPE x [<!ENTITY a 'b'>]><workbook", "declares a document type"),
    ],
)
def test_a_broken_workbook_is_refused_in_one_line(tmp_path, part, old, new, reason):
    file = tmp_path / "in.xlsx"
    write_xlsx(file, [["a"], [1]])
    changed(file, part, old, new)
    with pytest.raises(VerilodeError, match=reason) as refusal:
        list(xlsx()(file))
    assert "\n" not in str(refusal.value)


def test_a_row_far_below_does_not_cost_the_rows_between(tmp_path):
    file = tmp_path / "in.xlsx"
    write_xlsx(file, [["a"], [1], [2]])
    changed(file, "xl/worksheets/sheet1.xml", b'<row r="3"', b'<row r="999999999999"')
    assert [row.values for row in xlsx()(file)] == [{"a": 1}]


SPAM = b"".join(b'<c s="%d"/>' % (number % 997) for number in range(300_000))


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b'<c r="A2"', SPAM + b'<c r="A2"', "a row with more than 16,384 cells"),
        (b"</sheetData>", b"</sheetData>" + SPAM * 4, "more around its rows than a sheet can have"),
        (b"</sheetData>", b"<row/>" * 1_048_576 + b"</sheetData>", "packed bytes unfolds to|more than 1,048,576 rows"),
    ],
    ids=["cells", "around", "rows"],
)
def test_elements_without_end_are_refused_before_they_become_a_tree(tmp_path, old, new, reason):
    file = tmp_path / "in.xlsx"
    write_xlsx(file, [["a"], [1]])
    changed(file, "xl/worksheets/sheet1.xml", old, new)
    with pytest.raises(VerilodeError, match=reason):
        list(xlsx()(file))
