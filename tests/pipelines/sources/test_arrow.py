"""Arrow: rows by number; packed bodies and wild offsets are refused before they are followed."""

import tracemalloc
from pathlib import Path

import pyarrow as pa
import pytest

from pipelines.core.errors import VerilodeError
from pipelines.sources import Row
from pipelines.sources.arrow import arrow

TABLE = pa.table({"text": ["one", None, "three"], "kind": pa.array(["a", "b", "a"]).dictionary_encode()})


def written(folder: Path, table: pa.Table, *, as_file: bool = False, packed: str | None = None) -> Path:
    file = folder / "in.arrow"
    make = pa.ipc.new_file if as_file else pa.ipc.new_stream
    with make(str(file), table.schema, options=pa.ipc.IpcWriteOptions(compression=packed)) as out:
        out.write_table(table, max_chunksize=2)
    return file


@pytest.mark.parametrize("as_file", [True, False])
def test_the_stream_and_the_file_format_are_read(tmp_path, as_file):
    assert list(arrow(batch_rows=1)(written(tmp_path, TABLE.combine_chunks(), as_file=as_file))) == [
        Row(1, -1, {"text": "one", "kind": "a"}),
        Row(2, -1, {"text": None, "kind": "b"}),
        Row(3, -1, {"text": "three", "kind": "a"}),
    ]


def test_text_that_is_not_utf8_costs_one_row(tmp_path):
    broken = pa.array([b"one", b"caf\xe9", b"two"]).view(pa.string())
    first, bad, last = arrow()(written(tmp_path, pa.table({"text": broken})))
    assert (first.line, bad.reason, bad.raw, last.line) == (1, "not_utf8", b"caf\xe9", 3)


def test_nested_text_that_is_not_utf8_refuses_the_file(tmp_path):
    lists = pa.ListArray.from_arrays([0, 1], pa.array([b"\xff"]).view(pa.string()))
    with pytest.raises(VerilodeError, match="Invalid UTF8"):
        list(arrow()(written(tmp_path, pa.table({"texts": lists}))))


@pytest.mark.parametrize("packed", ["zstd", "lz4"])
def test_packed_bodies_are_refused_before_they_unfold(tmp_path, packed):
    file = written(tmp_path, pa.table({"text": ["x" * 10_000_000]}), packed=packed)
    tracemalloc.start()
    before = pa.total_allocated_bytes()
    with pytest.raises(VerilodeError, match="its columns are compressed; write it uncompressed, or as Parquet"):
        list(arrow()(file))
    tracemalloc.stop()
    assert pa.total_allocated_bytes() - before < 1_000_000


def test_an_offset_into_foreign_memory_is_refused(tmp_path):
    file = written(tmp_path, pa.table({"text": ["abc", "def"]}))
    content = file.read_bytes()
    offsets = b"\0\0\0\0\3\0\0\0\6\0\0\0"
    assert content.count(offsets) == 1
    file.write_bytes(content.replace(offsets, b"\0\0\0\0\xff\xff\xff\x7f\6\0\0\0"))
    with pytest.raises(VerilodeError, match="unreadable Arrow file"):
        list(arrow()(file))


@pytest.mark.parametrize("content", [b"", b"ARROW1\0\0", b"\xff\xff\xff\xff\xff\xff\xff\x7f", b"not arrow at all"])
def test_any_other_file_is_refused_in_one_line(tmp_path, content):
    (tmp_path / "in.arrow").write_bytes(content)
    with pytest.raises(VerilodeError, match=r"in\.arrow: unreadable Arrow file") as refusal:
        list(arrow()(tmp_path / "in.arrow"))
    assert "\n" not in str(refusal.value)


def test_columns_of_one_name_are_refused(tmp_path):
    table = pa.table([["a"], ["b"]], names=["text", "text"])
    with pytest.raises(VerilodeError, match="two columns are called 'text'"):
        list(arrow()(written(tmp_path, table)))
