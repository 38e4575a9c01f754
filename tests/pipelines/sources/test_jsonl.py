"""JSON Lines: every good line is a row, every bad line is kept with its place, reason and bytes."""

import json
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.sources import REASONS, Bad, Row
from pipelines.sources.jsonl import jsonl


def read(folder: Path, content: bytes, **options: int) -> list[Row | Bad]:
    file = folder / "in.jsonl"
    file.write_bytes(content)
    return list(jsonl(**options)(file))


def test_a_row_knows_its_line_offset_and_bytes(tmp_path):
    first, second = read(tmp_path, b'{"text": "one"}\n{"text": "two"}\n')
    assert first == Row(1, 0, {"text": "one"})
    assert second == Row(2, 16, {"text": "two"})
    assert second.raw == b'{"text": "two"}'


BAD_LINES = [
    ("cut_object", b'{"text": "a"', "bad_json"),
    ("cut_string", b'{"text": "a', "bad_json"),
    ("trailing_comma", b'{"text": "a",}', "bad_json"),
    ("no_comma", b'{"a": 1 "b": 2}', "bad_json"),
    ("two_objects", b'{"a": 1}{"b": 2}', "bad_json"),
    ("text_after", b'{"a": 1} x', "bad_json"),
    ("single_quotes", b"{'text': 'a'}", "bad_json"),
    ("bare_key", b'{text: "a"}', "bad_json"),
    ("comment", b'{"a": 1} // note', "bad_json"),
    ("python_none", b'{"a": None}', "bad_json"),
    ("capital_true", b'{"a": True}', "bad_json"),
    ("leading_zero", b'{"a": 007}', "bad_json"),
    ("plus_sign", b'{"a": +1}', "bad_json"),
    ("bare_point", b'{"a": 1.}', "bad_json"),
    ("hexadecimal", b'{"a": 0x1F}', "bad_json"),
    ("bad_escape", b'{"a": "\\x41"}', "bad_json"),
    ("short_unicode_escape", b'{"a": "\\u12"}', "bad_json"),
    ("tab_in_string", b'{"a": "b\tc"}', "bad_json"),
    ("no_break_space_between", '{"a":\u00a01}'.encode(), "bad_json"),
    ("second_byte_order_mark", b'\xef\xbb\xbf{"a": 1}', "bad_json"),
    ("plain_text", b"hello", "bad_json"),
    ("form_feed_only", b"\x0c", "bad_json"),
    ("old_mac_line_ends", b'{"a": 1}\r{"a": 2}', "bad_json"),
    ("nan", b'{"a": NaN}', "nan_or_infinity"),
    ("infinity", b'{"a": Infinity}', "nan_or_infinity"),
    ("minus_infinity", b'{"a": [-Infinity]}', "nan_or_infinity"),
    ("huge_float", b'{"a": 1e999}', "number_out_of_range"),
    ("huge_integer", b'{"a": ' + b"9" * 5000 + b"}", "number_out_of_range"),
    ("array", b"[1, 2]", "not_an_object"),
    ("string", b'"text"', "not_an_object"),
    ("number", b"42", "not_an_object"),
    ("true", b"true", "not_an_object"),
    ("null", b"null", "not_an_object"),
    ("duplicate_key", b'{"a": 1, "a": 2}', "duplicate_key"),
    ("nested_duplicate_key", b'{"m": [{"a": 1, "a": 1}]}', "duplicate_key"),
    ("escaped_duplicate_key", b'{"a": 1, "\\u0061": 2}', "duplicate_key"),
    ("latin_1", b'{"a": "caf\xe9"}', "not_utf8"),
    ("cut_character", b'{"a": "\xe2\x82"}', "not_utf8"),
    ("overlong_slash", b'{"a": "\xc0\xaf"}', "not_utf8"),
    ("encoded_surrogate", b'{"a": "\xed\xa0\x80"}', "not_utf8"),
    ("beyond_unicode", b'{"a": "\xf4\x90\x80\x80"}', "not_utf8"),
    ("utf_16", '{"a": 1}'.encode("utf-16"), "not_utf8"),
    ("nul_in_string", b'{"a": "b\x00c"}', "nul_byte"),
    ("nul_block", b"\x00" * 20, "nul_byte"),
    ("lone_high_surrogate", b'{"a": "\\ud83d"}', "lone_surrogate"),
    ("lone_low_surrogate", b'{"a": "x\\uDE00"}', "lone_surrogate"),
    ("surrogate_in_key", b'{"\\ud800": 1}', "lone_surrogate"),
    ("deep_arrays", b'{"a":' + b"[" * 64 + b"]" * 64 + b"}", "too_deep"),
    ("very_deep_objects", b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "too_deep"),
    ("deep_and_never_closed", b"[" * 100_000, "too_deep"),
]


@pytest.mark.parametrize(("line", "reason"), [case[1:] for case in BAD_LINES], ids=[case[0] for case in BAD_LINES])
def test_a_bad_line_is_quarantined_between_good_ones(tmp_path, line, reason):
    good, bad, last = read(tmp_path, b'{"n": 1}\n' + line + b'\n{"n": 2}\n')
    assert (good.values, last.values) == ({"n": 1}, {"n": 2})
    assert (bad.line, bad.byte_offset, bad.reason, bad.raw) == (2, 9, reason, line)
    assert last.line == 3
    assert bad.reason in REASONS
    assert bad.detail
    assert "\n" not in bad.detail


GOOD_LINES = [
    ("escaped_nul", b'{"a": "\\u0000"}', {"a": "\0"}),
    ("line_separator", '{"a": "b\u2028c"}'.encode(), {"a": "b\u2028c"}),
    ("next_line_character", '{"a": "b\u0085c"}'.encode(), {"a": "b\u0085c"}),
    ("surrogate_pair", b'{"a": "\\ud83d\\ude00"}', {"a": "\U0001f600"}),
    ("escaped_backslash_u", b'{"a": "\\\\ud83d"}', {"a": "\\ud83d"}),
    ("brackets_in_strings", b'{"a": "' + b"[" * 100 + b'"}', {"a": "[" * 100}),
    ("depth_at_the_limit", b'{"a":' + b"[" * 63 + b"]" * 63 + b"}", None),
    ("white_space_around", b' \t{"a": 1} \r', {"a": 1}),
    ("empty_object", b"{}", {}),
    ("exponent", b'{"a": -1.5E+3}', {"a": -1500.0}),
    ("big_integer", b'{"a": 123456789012345678901234567890}', {"a": 123456789012345678901234567890}),
]


@pytest.mark.parametrize(("line", "values"), [case[1:] for case in GOOD_LINES], ids=[case[0] for case in GOOD_LINES])
def test_an_odd_but_valid_line_is_a_row(tmp_path, line, values):
    (row,) = read(tmp_path, line + b"\n")
    assert row.values == (json.loads(line) if values is None else values)


def test_a_byte_order_mark_belongs_to_no_line(tmp_path):
    assert read(tmp_path, b'\xef\xbb\xbf{"a": 1}\n') == [Row(1, 3, {"a": 1})]


def test_blank_lines_are_no_records_but_count_as_lines(tmp_path):
    assert read(tmp_path, b'\n \t\r\n{"a": 1}') == [Row(3, 5, {"a": 1})]


def test_mixed_line_ends(tmp_path):
    assert [row.line for row in read(tmp_path, b'{"a": 1}\r\n{"a": 2}\n{"a": 3}')] == [1, 2, 3]


def test_utf_16_is_named(tmp_path):
    bad = read(tmp_path, '{"a": 1}\n'.encode("utf-16"))[0]
    assert "UTF-16" in bad.detail


def test_the_longest_line_and_one_byte_more(tmp_path):
    fits, bad, last = read(tmp_path, b'{"a": 12}\r\n{"a": 123}\n{"a": 1}', max_line_bytes=9)
    assert fits.values == {"a": 12}
    assert (bad.line, bad.byte_offset, bad.reason) == (2, 11, "too_long")
    assert (last.line, last.byte_offset) == (3, 22)


def test_an_over_long_line_is_never_held(tmp_path):
    file = tmp_path / "in.jsonl"
    with file.open("wb") as out:
        for _ in range(64):
            out.write(b"x" * 1024 * 1024)
        out.write(b'\n{"a": 1}\n')
    tracemalloc.start()
    bad, row = jsonl(max_line_bytes=1024 * 1024)(file)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (bad.reason, len(bad.raw), row.values) == ("too_long", 65536, {"a": 1})
    assert "67108864 bytes" in bad.detail
    assert peak < 8 * 1024 * 1024


@given(st.lists(st.one_of(st.binary(max_size=30), st.sampled_from([case[1][:200] for case in BAD_LINES]))))
def test_every_byte_is_in_a_row_in_quarantine_or_blank(tmp_path_factory, pieces):
    content = b"\n".join(pieces)
    folder = tmp_path_factory.mktemp("any")
    found = {item.line: item for item in read(folder, content)}
    lines = content.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    blank = {number for number, line in enumerate(lines, start=1) if not line.strip(b" \t\r")}
    assert set(found) == set(range(1, len(lines) + 1)) - blank
    assert all(item.raw == lines[number - 1] for number, item in found.items())
    assert all(content[item.byte_offset :].startswith(item.raw) for item in found.values())


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), VALUES), st.booleans())
def test_every_valid_object_is_a_row(tmp_path_factory, values, escaped):
    line = json.dumps(values, ensure_ascii=escaped).encode()
    (row,) = read(tmp_path_factory.mktemp("any"), line)
    assert row.values == values
