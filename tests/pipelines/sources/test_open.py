"""From a path to the right reader, or to one line that says what is wrong with the path."""

import pytest

from pipelines.core.errors import VerilodeError
from pipelines.sources import Row, open_source


def test_the_extension_chooses_the_reader_whatever_its_case(tmp_path):
    file = tmp_path / "DATA.CSV"
    file.write_bytes(b"a,b\n1,2\n")
    assert list(open_source(file)) == [Row(2, 4, {"a": "1", "b": "2"})]


def test_options_reach_the_reader(tmp_path):
    file = tmp_path / "in.csv"
    file.write_bytes(b"a;b\n1;2\n")
    assert next(open_source(file, {"separator": ";"})).values == {"a": "1", "b": "2"}


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("in.odt", "no reader for .odt; known: .arrow, .csv, .docx, .html, .json, .jsonl, .md, .parquet, "),
        ("in.jsnl", "no reader for .jsnl; did you mean .jsonl"),
        ("in.jsnl.gz", "no reader for .jsnl; did you mean .jsonl"),
        ("in.gz", "the file's name has no extension"),
        ("notes", "the file's name has no extension"),
        ("_lines._lines", "no reader for ._lines"),
        ("missing.csv", "no such file"),
        ("folder.csv", "a folder without data files"),
        ("nul\0.csv", "cannot hold a NUL character"),
    ],
)
def test_a_wrong_path_is_refused_at_once_in_one_line(tmp_path, name, reason):
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(VerilodeError, match=reason) as refusal:
        open_source(tmp_path / name)
    assert "\n" not in str(refusal.value)
