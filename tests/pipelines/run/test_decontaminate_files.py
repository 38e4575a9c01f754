"""Decontaminate from files to files: rows divided and untouched, every find and every item accounted for."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.core.errors import VerilodeError
from pipelines.run.decontaminate import decontaminate, decontaminate_files

LEAK = "the ferry leaves the northern bank at seven each morning and returns long after dark"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a file to train on and a benchmark."""
    monkeypatch.chdir(tmp_path)
    train = [{"text": f"Note: {LEAK}.", "n": 1}, {"text": "something else", "n": 2}, {"text": None, "n": 3}]
    Path("train.jsonl").write_text("{broken\n" + "".join(json.dumps(row) + "\n" for row in train))
    items = [{"text": "a long question that nobody trains on, or so one hopes"}, {"text": LEAK}, {"text": "yes"}]
    Path("bench.jsonl").write_text("".join(json.dumps(row) + "\n" for row in items) + "[]\n")
    return tmp_path


def read(name: str) -> list[dict]:
    return pq.read_table(f"out/{name}.parquet").to_pylist()


def test_four_tables_and_counts_that_add_up(folder: Path) -> None:
    report = decontaminate_files([Path("train.jsonl")], ["bench.jsonl"], Path("out"))
    assert (report.in_, report.kept, report.dropped, report.quarantined) == (4, 2, 1, 1)
    assert (report.items, report.items_hit, report.items_clean, report.items_not_sought) == (3, 1, 1, 1)
    assert (report.rules, report.items_unreadable) == ({"ngram_overlap": 1}, 1)
    assert [(row["text"], row["n"]) for row in read("kept")] == [("something else", 2), (None, 3)]
    (gone,), hits = read("dropped"), read("hits")
    assert (gone["n"], gone["rule"], gone["benchmark_file"], gone["benchmark_line"]) == (
        1,
        "ngram_overlap",
        "bench.jsonl",
        2,
    )
    assert [(hit["record_id"], hit["rule"], hit["share"]) for hit in hits] == [
        (gone["record_id"], "ngram_overlap", 1.0),
        (gone["record_id"], "near_duplicate_of_benchmark", pytest.approx(11 / 12)),
    ]
    assert [(item["line"], item["words"], item["sought"], item["records"]) for item in read("items")] == [
        (1, 11, True, 0),
        (2, 15, True, 1),
        (3, 1, False, 0),
    ]
    assert json.loads(Path("out/quarantine.jsonl").read_text())["line"] == 1


def test_several_columns_are_looked_through_and_own_columns_stay(folder: Path) -> None:
    table = pa.table({"q": ["Say it.", None], "a": [LEAK, None], "rule": ["x", "y"]})
    result = decontaminate(table, ["bench.jsonl::text"], text_field=["q", "a"])
    (gone,) = result.dropped.to_pylist()
    assert (gone["rule"], gone["rule_"]) == ("x", "ngram_overlap")
    assert result.kept.select(["q", "a", "rule"]) == table.slice(1)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"text_field": ["body"]}, "no column 'body'; there are: text, n"),
        ({"ngram": 0}, "ngram must be at least 1, not 0"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_leaves_nothing(folder: Path, options: dict, reason: str) -> None:
    with pytest.raises(VerilodeError) as caught:
        decontaminate_files([Path("train.jsonl")], ["bench.jsonl"], Path("out"), **options)
    assert reason in str(caught.value)
    assert not Path("out").exists()
