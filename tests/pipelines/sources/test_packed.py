"""Packed text: the same rows as unpacked, damage ends it with a word, a bomb is refused while it unfolds."""

import gzip
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.core.errors import VerilodeError
from pipelines.sources import Bad, Row, open_source

PACKERS: dict[str, Callable[[bytes], bytes]] = {"gz": gzip.compress, "zst": zstandard.compress}
MIB = 1024 * 1024
JSONL = b"".join(b'{"text": "row %d"}\n' % number for number in range(2000))

either = pytest.mark.parametrize("kind", PACKERS)


def read(folder: Path, name: str, content: bytes) -> list[Row | Bad]:
    file = folder / name
    file.write_bytes(content)
    return list(open_source(file))


@either
def test_offsets_and_lines_are_those_of_the_text_inside(tmp_path, kind):
    packed = PACKERS[kind](b'{"a": 1}\n\n{"a": 2}\n')
    assert read(tmp_path, f"in.jsonl.{kind}", packed) == [Row(1, 0, {"a": 1}), Row(3, 10, {"a": 2})]


@either
def test_members_one_after_another_are_one_text(tmp_path, kind):
    pack = PACKERS[kind]
    assert read(tmp_path, f"in.jsonl.{kind}", pack(b'{"a": ') + pack(b"") + pack(b"1}\n")) == [Row(1, 0, {"a": 1})]


def test_zeros_behind_the_last_gzip_member_are_padding(tmp_path):
    assert len(read(tmp_path, "in.jsonl.gz", gzip.compress(JSONL) + b"\0" * 700_000)) == 2000


@pytest.mark.parametrize(
    "name, content, rows",
    [
        ("in.json", b'[{"a": 1}]', [{"a": 1}]),
        ("in.tsv", b"a\tb\n1\t2\n", [{"a": "1", "b": "2"}]),
        ("in.txt", b"one\n\ntwo", [{"text": "one"}, {"text": "two"}]),
        ("in.md", b"# One\n", [{"text": "# One\n"}]),
        ("in.html", b"<p>One</p>", [{"text": "One"}]),
        ("IN.NDJSON", b'{"a": 1}', [{"a": 1}]),
    ],
)
@either
def test_every_text_format_can_be_packed(tmp_path, name, content, rows, kind):
    assert [row.values for row in read(tmp_path, f"{name}.{kind}", PACKERS[kind](content))] == rows


PIECES = st.sampled_from([b"a", b",", b'"', b'""', b"\n", b"\r\n", b"\r", b"x,y\n", b'"p\nq",z\n', b"\xff", b"\0"])


@settings(max_examples=60)
@given(st.lists(PIECES, max_size=40))
def test_faults_inside_are_those_of_the_plain_file(tmp_path_factory, pieces):
    folder, content = tmp_path_factory.mktemp("any"), b"h,i\n" + b"".join(pieces)
    assert read(folder, "in.csv.gz", gzip.compress(content)) == read(folder, "in.csv", content)


@either
@pytest.mark.parametrize("share", [0.3, 0.6, 0.99])
def test_a_cut_file_keeps_the_rows_before_and_says_so_once(tmp_path, kind, share):
    packed = PACKERS[kind](JSONL)
    *rows, last = read(tmp_path, f"in.jsonl.{kind}", packed[: int(len(packed) * share)])
    assert [row.values["text"] for row in rows] == [f"row {number}" for number in range(len(rows))]
    assert (last.reason, JSONL[last.byte_offset :].startswith(last.raw)) == ("cut_stream", True)
    assert last.raw == b"" or b"\n" not in last.raw


def test_a_wrong_checksum_behind_all_rows_costs_the_last_one(tmp_path):
    packed = bytearray(gzip.compress(JSONL))
    packed[-6] ^= 1
    *rows, last = read(tmp_path, "in.jsonl.gz", bytes(packed))
    assert (len(rows), last.reason, last.raw) == (1999, "cut_stream", b'{"text": "row 1999"}')


def test_bytes_behind_the_stream_that_are_no_member(tmp_path):
    *rows, last = read(tmp_path, "in.jsonl.gz", gzip.compress(JSONL) + b"something else")
    assert (len(rows), last.reason) == (2000, "cut_stream")


def cut(content: bytes) -> bytes:
    """A gzip stream that ends after this content without saying so."""
    packer = zlib.compressobj(wbits=31)
    return packer.compress(content) + packer.flush(zlib.Z_SYNC_FLUSH)


def test_a_cut_inside_quotes_costs_the_open_record_and_the_last_line(tmp_path):
    row, opened, last = read(tmp_path, "in.csv.gz", cut(b'a,b\n1,2\n"x\ny\nz'))
    assert row.values == {"a": "1", "b": "2"}
    assert (opened.reason, opened.raw) == ("unterminated_quote", b'"x\ny')
    assert (last.reason, last.line, last.raw) == ("cut_stream", 5, b"z")


def test_a_cut_row_of_a_table_is_no_row(tmp_path):
    row, last = read(tmp_path, "in.csv.gz", cut(b"a,b\n1,2\n3,4"))
    assert (row.values, last.reason, last.raw) == ({"a": "1", "b": "2"}, "cut_stream", b"3,4")


def test_a_cut_list_keeps_its_whole_elements(tmp_path):
    *rows, last = read(tmp_path, "in.json.gz", cut(b'[{"a": 1}, {"a": 2}'))
    assert ([row.values for row in rows], last.reason) == ([{"a": 1}, {"a": 2}], "cut_stream")


@pytest.mark.parametrize("name", ["in.md.gz", "in.html.gz"])
def test_a_cut_document_is_no_record(tmp_path, name):
    (bad,) = read(tmp_path, name, cut(b"# One\n"))
    assert (bad.reason, bad.raw) == ("cut_stream", b"# One\n")


@either
def test_a_bomb_is_refused_while_it_unfolds(tmp_path, kind):
    file = tmp_path / f"in.jsonl.{kind}"
    file.write_bytes(b"".join(PACKERS[kind](b" " * (8 * MIB)) for _ in range(32)))
    tracemalloc.start()
    try:
        with pytest.raises(VerilodeError, match="unfold to more than .* unpack the file first") as refusal:
            list(open_source(file))
        assert tracemalloc.get_traced_memory()[1] < 80 * MIB
    finally:
        tracemalloc.stop()
    assert "\n" not in str(refusal.value)


def test_a_column_of_equal_rows_is_no_bomb(tmp_path):
    rows = read(tmp_path, "in.txt.gz", gzip.compress(b"the same row\n" * 200_000))
    assert len(rows) == 200_000


@pytest.mark.parametrize("name", ["in.parquet.gz", "in.xlsx.zst", "in.pdf.gz"])
def test_formats_that_are_packed_in_themselves_are_not_read_packed(tmp_path, name):
    with pytest.raises(VerilodeError, match="unpack it first"):
        read(tmp_path, name, gzip.compress(b"x"))


def test_a_file_that_is_not_packed_at_all_is_one_bad_piece(tmp_path):
    (bad,) = read(tmp_path, "in.jsonl.gz", b'{"a": 1}\n')
    assert (bad.reason, bad.line, bad.byte_offset) == ("cut_stream", 1, 0)
