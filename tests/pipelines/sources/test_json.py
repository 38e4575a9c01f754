"""JSON files: the elements of one array, each with its own place and its own faults."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.core.errors import VerilodeError
from pipelines.sources import Bad, Row
from pipelines.sources.json import json


def read(folder: Path, content: bytes, **options: int) -> list[Row | Bad]:
    file = folder / "in.json"
    file.write_bytes(content)
    return list(json(**options)(file))


def test_an_element_knows_where_it_starts(tmp_path):
    assert read(tmp_path, b'[\n  {"a": 1},\n\n  {"a": [2, {"b": "],}"}]}\n]\n') == [
        Row(2, 4, {"a": 1}),
        Row(4, 17, {"a": [2, {"b": "],}"}]}),
    ]


def test_one_object_with_a_single_list_field(tmp_path):
    content = b'{"version": "1.0", "data": [{"a": 1}, {"a": 2}], "meta": {"n": [2]}}'
    assert [row.values for row in read(tmp_path, content)] == [{"a": 1}, {"a": 2}]


def test_an_empty_array_has_no_rows(tmp_path):
    assert read(tmp_path, b"\xef\xbb\xbf [ ]\n") == []


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (b'{"a": NaN}', "nan_or_infinity"),
        (b'{"a": "\xff"}', "not_utf8"),
        (b'{"a": 1, "a": 2}', "duplicate_key"),
        (b'{"a": 1} {"b": 2}', "bad_json"),
        (b'{"a": [1}', "bad_json"),
        (b'{"a": 1]', "bad_json"),
        (b'{"a": 1}}', "bad_json"),
        (b'{"a": "x}', "bad_json"),
        (b'"text"', "not_an_object"),
        (b'{"a":' + b"[" * 99 + b"]" * 99 + b"}", "too_deep"),
        (b"", "bad_json"),
    ],
)
def test_a_broken_element_leaves_its_neighbours_alone(tmp_path, broken, reason):
    first, bad, last = read(tmp_path, b'[{"n": 1},\n' + broken + b'\n,{"n": 2}]')
    assert (first.values, last.values) == ({"n": 1}, {"n": 2})
    assert (bad.reason, bad.raw) == (reason, broken)
    assert last.line == 3


def test_a_file_cut_inside_an_element(tmp_path):
    row, bad = read(tmp_path, b'[{"a": 1}, {"a": 2')
    assert (row.values, bad.reason, bad.raw) == ({"a": 1}, "bad_json", b'{"a": 2')


@pytest.mark.parametrize("content", [b'[{"a": 1}\n', b'{"data": [{"a": 1}', b'{"data": [{"a": 1}]'])
def test_a_file_cut_after_a_whole_element_is_still_noticed(tmp_path, content):
    row, bad = read(tmp_path, content)
    assert (row.values, bad.reason, bad.raw) == ({"a": 1}, "bad_json", b"")


def test_text_after_the_end_is_quarantined(tmp_path):
    row, bad = read(tmp_path, b'[{"a": 1}]\n[{"a": 2}]')
    assert (row.line, bad.line, bad.byte_offset, bad.raw) == (1, 2, 11, b'[{"a": 2}]')


def test_an_over_long_element_is_kept_by_its_beginning(tmp_path):
    bad, row = read(tmp_path, b'[{"a": "' + b"x" * 70_000 + b'"}, {"a": 1}]', max_element_bytes=1000)
    assert (bad.reason, len(bad.raw), row.values) == ("too_long", 65536, {"a": 1})


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b" \n", "the file is empty"),
        (b"42", "neither an array nor an object"),
        (b'{"a": 1}\n{"a": 2}\n', "name such a file .jsonl"),
        (b'{"a": "no list"}', "0 list fields"),
        (b'{"a": [1], "b": [2]}', "2 list fields"),
        (b"[" + b" " * 1024 * 1024 + b"]", "larger than 1 MiB"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_one_line(tmp_path, content, reason):
    with pytest.raises(VerilodeError, match=reason) as refusal:
        read(tmp_path, content, max_bytes=1024 * 1024)
    assert "\n" not in str(refusal.value)


@given(st.lists(st.sampled_from([b"[", b"]", b"{", b"}", b",", b'"', b"\\", b"\n", b'{"a":1}', b"\xff"])))
def test_whatever_the_damage_bytes_are_accounted_for(tmp_path_factory, pieces):
    content = b"[" + b"".join(pieces)
    at = 1
    for item in read(tmp_path_factory.mktemp("any"), content):
        assert content[at : item.byte_offset].strip(b" \t\r\n,]") == b""
        assert content[item.byte_offset :].startswith(item.raw)
        assert item.line == content.count(b"\n", 0, item.byte_offset) + 1
        at = item.byte_offset + len(item.raw)
    assert content[at:].strip(b" \t\r\n,]") == b""
