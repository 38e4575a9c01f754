"""Rows of files in one table: every row's origin beside it, types joined over batches, quarantine on disk."""

import gzip
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.core.errors import VerilodeError
from pipelines.run._compact import Column, Spool
from pipelines.run.rows import read_files, write_results


def write(file: Path, *values: object) -> Path:
    file.write_text("".join(json.dumps(value) + "\n" for value in values))
    return file


def test_rows_know_their_file_and_their_place_in_it(tmp_path):
    first = tmp_path / "a.jsonl"
    first.write_text('{"n": 1}\nbroken\n{"n": 3}\n')
    second = write(tmp_path / "b.jsonl", {"n": 4})
    found = read_files([first, second])
    assert found.files == [str(first), str(first), str(second)]
    assert found.numbers == [0, 2, 0]
    assert (found.table.to_pydict(), len(found.quarantine), found.seen) == ({"n": [1, 3, 4]}, 1, 4)


def test_origins_are_arrow_columns(tmp_path):
    found = read_files([write(tmp_path / "a.jsonl", *({"n": n} for n in range(5)))])
    assert found.files.array.type == pa.dictionary(pa.int32(), pa.string())
    assert pa.array(found.files, pa.string()).type == pa.string()
    assert pa.array(found.numbers).to_pylist() == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([None, None, 1, 2], pa.int64()),
        ([None, None, None], pa.null()),
        ([1, 2, 0.5], pa.float64()),
        ([None, None, "x", None, None], pa.string()),
        ([[], [], ["x"]], pa.list_(pa.string())),
        ([{"a": None}, {}, {"a": 1, "b": "x"}], pa.struct([("a", pa.int64()), ("b", pa.string())])),
    ],
)
def test_a_column_takes_its_type_from_all_batches(tmp_path, values, kind):
    file = write(tmp_path / "a.jsonl", *({"id": 1, "v": value} for value in values))
    assert read_files([file], batch_rows=2).table["v"].type == kind


def test_columns_may_be_missing_from_some_batches(tmp_path):
    file = write(tmp_path / "a.jsonl", {"a": 1}, {"a": 2}, {"b": "x"})
    assert read_files([file], batch_rows=2).table.to_pydict() == {"a": [1, 2, None], "b": [None, None, "x"]}


@pytest.mark.parametrize("values", [[1, "x"], [1, 2, "x"], [{"a": 1}, None, "x"]])
def test_columns_that_cannot_be_one_type_are_one_line(tmp_path, values):
    file = write(tmp_path / "a.jsonl", *({"v": value} for value in values))
    with pytest.raises(VerilodeError) as refusal:
        read_files([file], batch_rows=2)
    assert "\n" not in str(refusal.value)


def test_parquet_keeps_its_own_types(tmp_path):
    table = pa.table({"n": pa.array([1, None], pa.int8()), "at": pa.array([0, 1], pa.timestamp("ms"))})
    pq.write_table(table, tmp_path / "a.parquet")
    assert read_files([tmp_path / "a.parquet"]).table.schema.types == [pa.int8(), pa.timestamp("ms")]


def test_packed_files_and_folders_are_read_too(tmp_path):
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "train.jsonl.gz").write_bytes(gzip.compress(b'{"text": "x"}\n'))
    found = read_files([tmp_path / "set"])
    assert found.table.to_pylist() == [{"text": "x", "split": "train"}]
    assert found.files == [str(tmp_path / "set" / "train.jsonl.gz")]


def test_a_column_reads_like_a_list():
    column = Column(pa.array(["a", "b", "c"]).dictionary_encode())
    assert (column[0], column[-1], list(column[1:]), len(column), "b" in column) == ("a", "c", ["b", "c"], 3, True)


def test_a_long_quarantine_lies_on_disk_and_comes_back_whole(tmp_path):
    spool = Spool()
    for number in range(300):
        spool.append(b"%d " % number + b"x" * 40_000 + b"\n")
    assert spool._file._rolled
    assert [int(line.split()[0]) for line in spool] == list(range(300))
    write_results(tmp_path / "out", {}, spool)
    assert (tmp_path / "out" / "quarantine.jsonl").stat().st_size == sum(map(len, spool))
