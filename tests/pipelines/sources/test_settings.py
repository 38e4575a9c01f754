"""Options as typed: each goes to the readers that have it, as the kind of value they want."""

import pytest

from pipelines.core.errors import VerilodeError
from pipelines.sources import parse_settings, parts


@pytest.fixture
def files(tmp_path):
    (tmp_path / "a.csv").write_text('a;b\n"1;2\n')
    (tmp_path / "b.txt").write_text("one\ntwo\n")
    return [tmp_path / "a.csv", tmp_path / "b.txt"]


def rows(files, *entries: str) -> list[list[dict[str, str]]]:
    found = parts(files, parse_settings(entries))
    return [[row.values for row in part.rows()] for part in found]


def test_each_reader_gets_the_options_it_has(files):
    assert rows(files, "separator=;", "quoting=No", "unit=file") == [[{"a": '"1', "b": "2"}], [{"text": "one\ntwo\n"}]]


def test_a_number_may_have_underscores(files):
    assert len(rows(files[1:], "max-record-bytes=1_000")[0]) == 2


def test_a_tab_can_be_written(tmp_path):
    (tmp_path / "a.csv").write_text("a\tb\n1\t2\n")
    assert rows([tmp_path / "a.csv"], "separator=\\t") == [[{"a": "1", "b": "2"}]]


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ("unit", "'unit' is not NAME=VALUE"),
        ("=1", "'=1' is not NAME=VALUE"),
        ("unit=word", "option 'unit' is 'word', wanted 'line' or 'paragraph' or 'file'"),
        ("quoting=maybe", "the option quoting wants true or false, not 'maybe'"),
        ("max_record_bytes=much", "the option max_record_bytes wants a whole number, not 'much'"),
        (
            "sheet=1",
            "no option 'sheet' in reading these files; .csv has: separator, quoting, max_record_bytes; .txt has",
        ),
    ],
)
def test_a_wrong_setting_is_refused_in_one_line(files, entry, reason):
    with pytest.raises(VerilodeError) as refusal:
        rows(files, entry)
    assert reason in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_an_option_is_set_once():
    with pytest.raises(VerilodeError, match="the option unit is set twice"):
        parse_settings(["unit=line", "unit=file"])
