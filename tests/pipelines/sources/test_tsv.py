"""TSV: as CSV, with tabs, and quotes inside a field are plain text."""

from pathlib import Path

from pipelines.sources import Bad, Row
from pipelines.sources.tsv import tsv


def read(folder: Path, content: bytes, **options: bool) -> list[Row | Bad]:
    file = folder / "in.tsv"
    file.write_bytes(content)
    return list(tsv(**options)(file))


def test_commas_and_inner_quotes_are_text(tmp_path):
    assert read(tmp_path, b'a\tb\n5" pipe, short\t007\n') == [Row(2, 4, {"a": '5" pipe, short', "b": "007"})]


def test_a_quoted_field_may_hold_tabs_and_newlines(tmp_path):
    assert read(tmp_path, b'a\tb\n"x\ty\nz"\t1\n')[0].values == {"a": "x\ty\nz", "b": "1"}


def test_a_quotation_at_the_start_is_quarantined_unless_quoting_is_off(tmp_path):
    content = b'a\tb\n"Yes" she said\t1\n'
    assert read(tmp_path, content)[0].reason == "stray_quote"
    assert read(tmp_path, content, quoting=False)[0].values == {"a": '"Yes" she said', "b": "1"}


def test_a_row_with_another_number_of_fields_is_quarantined(tmp_path):
    bad, row = read(tmp_path, b"a\tb\n1\t2\t3\n4\t5\n")
    assert (bad.reason, bad.detail) == ("wrong_field_count", "3 fields, the header has 2")
    assert row.line == 3
