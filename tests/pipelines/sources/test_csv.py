"""CSV: text stays text, quotes follow RFC 4180, and a fault stays in its row."""

import csv as standard
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.core.errors import VerilodeError
from pipelines.sources import Bad, Row
from pipelines.sources.csv import csv


def read(folder: Path, content: bytes, **options: object) -> list[Row | Bad]:
    file = folder / "in.csv"
    file.write_bytes(content)
    return list(csv(**options)(file))


def test_every_value_is_text(tmp_path):
    (row,) = read(tmp_path, b"code,dose,unit,ok,at\n007,1E5,NA,true,\n")
    assert row.values == {"code": "007", "dose": "1E5", "unit": "NA", "ok": "true", "at": ""}


def test_a_record_over_several_lines_starts_at_its_first(tmp_path):
    rows = read(tmp_path, b'a,b\r\n"one\r\ntwo, ""three""",x\r\n4,5\r\n')
    assert rows == [Row(2, 5, {"a": 'one\r\ntwo, "three"', "b": "x"}), Row(4, 30, {"a": "4", "b": "5"})]
    assert rows[0].raw == b'"one\r\ntwo, ""three""",x\r'


def test_a_byte_order_mark_is_not_part_of_the_first_name(tmp_path):
    assert read(tmp_path, b"\xef\xbb\xbfa,b\n1,2\n") == [Row(2, 7, {"a": "1", "b": "2"})]


def test_blank_lines_are_no_records(tmp_path):
    assert read(tmp_path, b"\na,b\n\r\n1,2\n\n") == [Row(4, 7, {"a": "1", "b": "2"})]


def test_columns_without_a_name_are_called_by_their_place(tmp_path):
    assert read(tmp_path, b",a,\n0,x,y\n")[0].values == {"column_1": "0", "a": "x", "column_3": "y"}


def test_another_separator(tmp_path):
    assert read(tmp_path, b'a;b\n"x;y";1,5\n', separator=";")[0].values == {"a": "x;y", "b": "1,5"}


def test_without_quoting_a_quote_is_text(tmp_path):
    assert read(tmp_path, b'a,b\n"x,5" pipe\n', quoting=False)[0].values == {"a": '"x', "b": '5" pipe'}


BAD_ROWS = [
    ("too_few", b"1", "wrong_field_count"),
    ("too_many", b"1,2,3", "wrong_field_count"),
    ("spaces_only", b"  ", "wrong_field_count"),
    ("too_many_over_two_lines", b'"1\nx",2,3', "wrong_field_count"),
    ("quote_inside_a_field", b'5" pipe,2', "stray_quote"),
    ("space_before_the_quote", b'1, "2"', "stray_quote"),
    ("text_after_the_quote", b'"1"x,2', "stray_quote"),
    ("backslash_escape", b'"say \\"x\\" ",2', "stray_quote"),
    ("opening_quote_missing", b'1,2"', "stray_quote"),
    ("latin_1", b"caf\xe9,2", "not_utf8"),
    ("latin_1_in_quotes", b'"caf\xe9 ""x""",2', "not_utf8"),
    ("utf_16", "1,2".encode("utf-16"), "not_utf8"),
    ("nul", b"a\x00b,2", "nul_byte"),
    ("nul_in_quotes", b'"a\n\x00b",2', "nul_byte"),
    ("old_mac_line_end", b"1,2\r3,4", "stray_carriage_return"),
    ("too_long", b"x" * 300 + b",2", "too_long"),
]


@pytest.mark.parametrize(("row", "reason"), [case[1:] for case in BAD_ROWS], ids=[case[0] for case in BAD_ROWS])
def test_a_bad_row_is_quarantined_between_good_ones(tmp_path, row, reason):
    good, bad, last = read(tmp_path, b"a,b\nfirst,1\n" + row + b"\nlast,2\n", max_record_bytes=256)
    assert (good.values, last.values) == ({"a": "first", "b": "1"}, {"a": "last", "b": "2"})
    assert (bad.line, bad.byte_offset, bad.reason, bad.raw) == (3, 12, reason, row[:258])
    assert last.line == 4 + row.count(b"\n")


def test_a_quote_that_is_never_closed_costs_one_line_when_rows_follow(tmp_path):
    bad, *rows = read(tmp_path, b'a,b\n"open,1\n' + b"x,2\n" * 20)
    assert (bad.line, bad.reason, bad.raw) == (2, "unterminated_quote", b'"open,1')
    assert [row.line for row in rows] == list(range(3, 23))


def test_a_quote_closed_by_the_next_quoted_field_costs_one_line_when_rows_lie_between(tmp_path):
    bad, *rows = read(tmp_path, b'a,b\n"open,1\nx,2\nx,3\n"quoted",4\n')
    assert (bad.line, bad.reason, bad.raw) == (2, "stray_quote", b'"open,1')
    assert [row.values["b"] for row in rows] == ["2", "3", "4"]


def test_a_quote_closed_by_a_stray_one_far_below_costs_one_line_each(tmp_path):
    first, *rows, last = read(tmp_path, b'a,b\n"open,1\nx,2\nx,3\nclose",4,5\n')
    assert (first.raw, last.raw) == (b'"open,1', b'close",4,5')
    assert [row.values["b"] for row in rows] == ["2", "3"]


def test_prose_inside_a_broken_quote_never_becomes_rows(tmp_path):
    prose = b'"Dear all\nplease see below\nthe "new" rule\nBye",1'
    *bad, row = read(tmp_path, b"a,b\n" + prose + b"\nx,2\n")
    assert [(item.line, item.raw) for item in bad] == [
        (2, b'"Dear all\nplease see below'),
        (4, b'the "new" rule'),
        (5, b'Bye",1'),
    ]
    assert row == Row(6, 53, {"a": "x", "b": "2"})


def test_a_file_cut_inside_prose_is_one_bad_piece(tmp_path):
    row, bad = read(tmp_path, b'a,b\nx,1\n"Dear all\nplease see below\nand')
    assert (row.values["b"], bad.reason) == ("1", "unterminated_quote")
    assert bad.raw == b'"Dear all\nplease see below\nand'


def test_with_one_column_nothing_bears_witness(tmp_path):
    (bad,) = read(tmp_path, b'a\n"open\nx\ny\n')
    assert (bad.reason, bad.raw) == ("unterminated_quote", b'"open\nx\ny')


def test_quotes_left_open_beyond_the_limit(tmp_path):
    content = b'a,b\n"' + b"prose without end\n" * 30 + b"x,2\n"
    items = read(tmp_path, content, max_record_bytes=256)
    assert items[0].reason == "too_long"
    assert items[0].raw.startswith(b'"prose')
    assert items[-1].values == {"a": "x", "b": "2"}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b"\n\r\n", "the file is empty"),
        (b"a,b,a\n1,2,3\n", "two columns are called 'a'"),
        (b"column_2,\n1,2\n", "two columns are called 'column_2'"),
        (b"a;b\n1;2\n", "the separator seems to be a semicolon"),
        (b'a,"b\n1,2\n', "unterminated_quote"),
        (b"\xff\xfea,b\n", "UTF-16"),
        (b"a,b\r1,2\r", "stray_carriage_return"),
        (b"a" * 300, "too_long"),
    ],
)
def test_a_file_without_usable_names_is_refused_in_one_line(tmp_path, content, reason):
    with pytest.raises(VerilodeError, match=reason) as refusal:
        read(tmp_path, content, max_record_bytes=256)
    assert "\n" not in str(refusal.value)


def test_a_separator_is_one_plain_character():
    with pytest.raises(VerilodeError, match="a separator is one character"):
        csv(separator="||")


CELLS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


@given(st.lists(st.tuples(CELLS, CELLS)))
def test_whatever_the_standard_writer_writes_is_read_back(tmp_path_factory, rows):
    out = io.StringIO(newline="")
    standard.writer(out).writerows([("a", "b"), *rows])
    found = read(tmp_path_factory.mktemp("any"), out.getvalue().encode())
    assert [(row.values["a"], row.values["b"]) for row in found] == rows


PIECES = st.sampled_from([b"a", b",", b'"', b'""', b"\n", b"\r\n", b"\r", b"x,y\n", b'"p\nq",z\n', b"\xff", b"\0"])


@given(st.lists(PIECES, max_size=40))
def test_every_line_is_in_a_row_in_quarantine_or_blank(tmp_path_factory, pieces):
    content = b"h,i\n" + b"".join(pieces)
    at = 4
    for item in read(tmp_path_factory.mktemp("any"), content, max_record_bytes=24):
        assert content[at : item.byte_offset].strip(b"\r\n") == b""
        assert content[item.byte_offset :].startswith(item.raw)
        assert item.line == content.count(b"\n", 0, item.byte_offset) + 1
        rest = content[item.byte_offset + len(item.raw) :]
        cut = isinstance(item, Bad) and item.reason == "too_long"
        assert cut or rest[:1] in (b"", b"\n")
        at = item.byte_offset + len(item.raw) + (len(rest.partition(b"\n")[0]) if cut else 0)
    assert content[at:].strip(b"\r\n") == b""
