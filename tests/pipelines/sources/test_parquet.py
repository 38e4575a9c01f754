"""Parquet: rows by number; a damaged or implausible file is one clear line."""

import datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.core.errors import VerilodeError
from pipelines.sources import Row
from pipelines.sources.parquet import parquet


def test_rows_have_numbers_and_their_own_types(tmp_path):
    file = tmp_path / "in.parquet"
    when = datetime.date(2024, 2, 29)
    pq.write_table(pa.table({"text": ["one", None], "n": [1, 2], "at": [when, when]}), file)
    assert list(parquet(batch_rows=1)(file)) == [
        Row(1, -1, {"text": "one", "n": 1, "at": when}),
        Row(2, -1, {"text": None, "n": 2, "at": when}),
    ]


def test_text_that_is_not_utf8_costs_one_row(tmp_path):
    file = tmp_path / "in.parquet"
    broken = pa.array([b"one", b"caf\xe9", b"two"]).view(pa.string())
    pq.write_table(pa.table({"n": [1, 2, 3], "text": broken}), file)
    first, bad, last = parquet()(file)
    assert (first.values["text"], last.values["text"], last.line) == ("one", "two", 3)
    assert (bad.line, bad.reason, bad.raw) == (2, "not_utf8", b"caf\xe9")


def test_nested_text_that_is_not_utf8_costs_one_row(tmp_path):
    file = tmp_path / "in.parquet"
    lists = pa.ListArray.from_arrays([0, 1, 2], pa.array([b"one", b"\xff"]).view(pa.string()))
    pq.write_table(pa.table({"texts": lists}), file)
    row, bad = parquet()(file)
    assert (row.values, bad.reason, bad.raw) == ({"texts": ["one"]}, "not_utf8", b"\xff")


def test_a_date_beyond_the_calendar_costs_one_row(tmp_path):
    file = tmp_path / "in.parquet"
    pq.write_table(pa.table({"at": pa.array([0, 2**60], pa.timestamp("us"))}), file)
    row, bad = parquet()(file)
    assert (row.line, bad.line, bad.reason) == (1, 2, "number_out_of_range")


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1 not really PAR1", b"{}", b"\x00" * 500])
def test_a_file_that_is_not_parquet_is_refused_in_one_line(tmp_path, content):
    file = tmp_path / "in.parquet"
    file.write_bytes(content)
    with pytest.raises(VerilodeError, match=r"in\.parquet: unreadable Parquet") as refusal:
        list(parquet()(file))
    assert "\n" not in str(refusal.value)


def test_a_flipped_bit_is_found_by_its_checksum(tmp_path):
    file = tmp_path / "in.parquet"
    pq.write_table(pa.table({"text": ["some text"] * 50}), file, write_page_checksum=True)
    content = bytearray(file.read_bytes())
    content[content.index(b"some text") + 2] ^= 1
    file.write_bytes(content)
    with pytest.raises(VerilodeError, match="unreadable Parquet"):
        list(parquet()(file))


def test_a_row_group_that_unpacks_beyond_the_limit_is_refused_before_reading(tmp_path):
    file = tmp_path / "in.parquet"
    pq.write_table(pa.table({"text": ["x" * 1000 * 1000]}), file, compression="zstd", use_dictionary=False)
    with pytest.raises(VerilodeError, match="row group 1 declares 10000.. bytes of data, the limit is 5000"):
        list(parquet(max_row_group_bytes=5000)(file))


def test_a_small_file_that_declares_a_huge_expansion_is_refused(tmp_path):
    file = tmp_path / "in.parquet"
    pq.write_table(
        pa.table({"text": ["x" * 70_000_000]}),
        file,
        compression="zstd",
        use_dictionary=False,
        write_statistics=False,
    )
    with pytest.raises(VerilodeError, match="packed bytes"):
        list(parquet()(file))


def test_columns_of_one_name_are_refused(tmp_path):
    file = tmp_path / "in.parquet"
    pq.write_table(pa.table([["a"], ["b"]], names=["text", "text"]), file)
    with pytest.raises(VerilodeError, match="two columns are called 'text'"):
        list(parquet()(file))


@pytest.mark.parametrize("version", ["1.0", "2.0"])
@pytest.mark.parametrize("packing", ["none", "snappy", "gzip", "zstd"])
@pytest.mark.parametrize("dictionary", [True, False])
def test_honest_files_of_every_make_are_read(tmp_path, version, packing, dictionary):
    rows = [
        {"text": f"row {n}", "tags": ["a", "b"][: n % 3], "meta": {"n": n}, "x": n / 3, "b": n % 2 == 0}
        for n in range(500)
    ]
    file = tmp_path / "in.parquet"
    pq.write_table(
        pa.Table.from_pylist(rows),
        file,
        compression=packing,
        use_dictionary=dictionary,
        data_page_version=version,
        data_page_size=256,
        row_group_size=200,
        write_page_index=True,
        store_decimal_as_integer=True,
    )
    assert [row.values for row in parquet()(file)] == rows


def test_columns_without_a_value_and_files_without_a_row_are_read(tmp_path):
    file = tmp_path / "in.parquet"
    pq.write_table(pa.table({"a": pa.nulls(2), "b": [None, "x"]}), file)
    assert [row.values for row in parquet()(file)] == [{"a": None, "b": None}, {"a": None, "b": "x"}]
    pq.write_table(pa.table({"a": pa.array([], pa.string())}), file)
    assert list(parquet()(file)) == []


def test_a_footer_that_contradicts_itself_is_refused_and_ends_nothing_else(tmp_path):
    file = tmp_path / "in.parquet"
    pq.write_table(pa.table({"kind": ["a", "b", "a"]}), file)
    content = bytearray(file.read_bytes())
    at = content.rindex(b"kind", 0, content.rindex(b"ARROW:schema"))
    field = content.index(b"\x15\x0c\x25", content.index(b"schema"))  # type BYTE_ARRAY, then the repetition
    assert field < at
    content[field + 1] = 8  # type FLOAT
    file.write_bytes(content)
    with pytest.raises(VerilodeError, match="unreadable Parquet"):
        list(parquet()(file))
