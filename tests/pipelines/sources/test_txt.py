"""Plain text and Markdown: records by the line, the paragraph or the file."""

from pathlib import Path

import pytest

from pipelines.sources import Bad, Row
from pipelines.sources.md import md
from pipelines.sources.txt import txt


def read(folder: Path, content: bytes, **options: object) -> list[Row | Bad]:
    file = folder / "in.txt"
    file.write_bytes(content)
    return list(txt(**options)(file))


def test_a_record_is_a_line_that_is_not_blank(tmp_path):
    assert read(tmp_path, b"\xef\xbb\xbfone\r\n \n  two\n") == [
        Row(1, 3, {"text": "one"}),
        Row(3, 10, {"text": "  two"}),
    ]


def test_a_record_is_a_paragraph(tmp_path):
    rows = read(tmp_path, b"\none\r\nmore\r\n\r\n \ntwo", unit="paragraph")
    assert rows == [Row(2, 1, {"text": "one\nmore"}), Row(6, 16, {"text": "two"})]


def test_a_record_is_the_file(tmp_path):
    assert read(tmp_path, b"\xef\xbb\xbfone\n\ntwo\n", unit="file") == [Row(1, 0, {"text": "one\n\ntwo\n"})]


@pytest.mark.parametrize("unit", ["line", "paragraph", "file"])
def test_a_blank_file_has_no_records(tmp_path, unit):
    assert read(tmp_path, b" \n\n", unit=unit) == []


@pytest.mark.parametrize("unit", ["line", "paragraph", "file"])
@pytest.mark.parametrize(("raw", "reason"), [(b"caf\xe9", "not_utf8"), (b"a\0b", "nul_byte"), (b"x" * 99, "too_long")])
def test_a_bad_unit_is_quarantined(tmp_path, unit, raw, reason):
    (bad,) = read(tmp_path, raw, unit=unit, max_record_bytes=64)
    assert (bad.line, bad.byte_offset, bad.reason, raw.startswith(bad.raw)) == (1, 0, reason, True)


def test_a_paragraph_of_many_lines_beyond_the_limit_costs_itself_alone(tmp_path):
    bad, row = read(tmp_path, b"line\n" * 40 + b"\nnext\n", unit="paragraph", max_record_bytes=64)
    assert (bad.reason, bad.line, row.line, row.values) == ("too_long", 1, 42, {"text": "next"})


def test_markdown_is_one_record_marks_and_all(tmp_path):
    file = tmp_path / "in.md"
    file.write_text("---\ntitle: x\n---\n# One\n\n* two\n")
    assert list(md()(file)) == [Row(1, 0, {"text": "---\ntitle: x\n---\n# One\n\n* two\n"})]
