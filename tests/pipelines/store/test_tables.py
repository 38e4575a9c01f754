"""The table lane: commits are visible whole or not at all, and nothing vanishes in a step."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.core.errors import VerilodeError
from pipelines.store.facts import signal_schema
from pipelines.store.tables import Counts, TableLane, fingerprint

DROP = {"record_id": "r1", "step": "length", "rule": "length", "reason": "too short"}


@pytest.fixture
def lane(tmp_path: Path) -> TableLane:
    return TableLane(tmp_path / "facts")


def test_facts_come_back_in_commit_order_with_missing_columns_empty(lane: TableLane) -> None:
    for name in ("r1", "r2"):
        with lane.begin("length") as writer:
            writer.write("drops", [{**DROP, "record_id": name}])
    rows = lane.read("drops").to_pylist()
    assert [row["record_id"] for row in rows] == ["r1", "r2"]
    assert rows[0]["duplicate_of"] is None


def test_a_kind_nobody_wrote_is_an_empty_table_with_its_columns(lane: TableLane) -> None:
    assert lane.read("suggestions").schema.names[:2] == ["record_id", "value"]


def test_signals_bring_their_own_columns(lane: TableLane) -> None:
    schema = signal_schema(pa.schema([("words", pa.int32()), ("code", pa.string())]))
    with lane.begin("signal-x") as writer:
        writer.write("signals", [{"record_id": "r1", "words": 3, "code": "en"}], schema)
        writer.write("signals", [{"record_id": "r2", "words": 4}], schema)
    (commit,) = lane.commits()
    assert commit.kinds == {"signals": 2}
    assert lane.columns("signals", commit, ["words"]).to_pylist() == [{"words": 3}, {"words": 4}]


def test_facts_about_some_records_are_found_in_every_commit(lane: TableLane) -> None:
    for number in range(2):
        with lane.begin("length", options={"n": number}) as writer:
            for name in ("r1", "r2", "r3"):
                writer.write("drops", [{**DROP, "record_id": name, "rule": f"rule {number}"}])
    found = lane.named("drops", ["r3", "r1", "r9"], lane.commits()).to_pylist()
    assert [(row["record_id"], row["rule"]) for row in found] == [
        ("r1", "rule 0"),
        ("r3", "rule 0"),
        ("r1", "rule 1"),
        ("r3", "rule 1"),
    ]
    assert lane.named("edits", ["r1"], lane.commits()).num_rows == 0


def test_a_scan_reads_the_columns_it_is_asked_for(lane: TableLane) -> None:
    with lane.begin("length") as writer:
        writer.write("drops", [DROP, {**DROP, "record_id": "r2"}])
    (batch,) = lane.scan("drops", columns=["record_id"], batch_size=10)
    assert batch.to_pylist() == [{"record_id": "r1"}, {"record_id": "r2"}]


def test_a_commit_carries_its_stamp(lane: TableLane) -> None:
    with lane.begin("length", options={"min_words": 2}, inputs=["00001-ingest-x"]) as writer:
        writer.counts = Counts(3, 2, 1, 0)
        writer.write("drops", [DROP])
    (commit,) = lane.commits()
    assert (commit.seq, commit.step, commit.options, list(commit.inputs)) == (
        1,
        "length",
        {"min_words": 2},
        ["00001-ingest-x"],
    )
    assert (commit.counts, commit.kinds) == (Counts(3, 2, 1, 0), {"drops": 1})
    assert lane.find(fingerprint("length", {"min_words": 2}, ["00001-ingest-x"])) == commit


def test_other_options_or_inputs_are_another_fingerprint() -> None:
    prints = {
        fingerprint("length", {"min_words": 2}, []),
        fingerprint("length", {"min_words": 3}, []),
        fingerprint("length", {"min_words": 2}, ["a"]),
        fingerprint("words", {"min_words": 2}, []),
    }
    assert len(prints) == 4


def test_a_step_that_loses_a_record_is_refused(lane: TableLane) -> None:
    with pytest.raises(AssertionError, match="lost records"), lane.begin("length") as writer:
        writer.counts = Counts(3, 1, 1, 0)
    assert lane.commits() == []


def test_a_failing_step_leaves_nothing_behind(lane: TableLane) -> None:
    with pytest.raises(ZeroDivisionError), lane.begin("length") as writer:
        writer.write("drops", [DROP])
        1 / 0  # noqa: B018
    assert [p.name for p in lane.root.iterdir()] == [".lock"]


def test_two_writers_on_one_project_are_refused_by_name(lane: TableLane) -> None:
    busy = pytest.raises(VerilodeError, match=f"another verilode command .* {os.getpid()}")
    with lane.begin("length"), busy, lane.begin("dedupe"):
        pass


def test_a_damaged_manifest_is_one_clear_line(lane: TableLane) -> None:
    with lane.begin("length"):
        pass
    manifest = next(lane.root.glob("*/manifest.json"))
    manifest.write_text("{")
    with pytest.raises(VerilodeError, match="manifest.json: damaged manifest"):
        lane.commits()


WRITER = """
import sys
from pathlib import Path
from pipelines.store.tables import TableLane
lane = TableLane(Path(sys.argv[1]))
for i in range(10000):
    with lane.begin("length") as writer:
        writer.write("drops", [{"record_id": f"r{i}-{j}", "step": "s", "rule": "r", "reason": "x"} for j in range(500)])
    print(i, flush=True)
"""


@pytest.mark.parametrize("after", [1, 3, 6])
def test_kill_9_leaves_whole_commits_only(lane: TableLane, after: int) -> None:
    child = subprocess.Popen([sys.executable, "-c", WRITER, str(lane.root)], stdout=subprocess.PIPE, text=True)
    for _ in range(after):
        child.stdout.readline()
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    commits = lane.commits()
    assert len(commits) >= after
    assert all(lane.read("drops", [commit]).num_rows == 500 for commit in commits)
    with lane.begin("length"):  # the lock died with its holder
        pass


def test_a_column_that_a_kind_got_later_is_null_in_older_facts(tmp_path: Path) -> None:
    lane = TableLane(tmp_path)
    with lane.begin("dedupe") as writer:
        writer.write("clusters", [{"record_id": "a", "cluster": "a", "keep": True, "jaccard": 1.0}])
    (commit,) = lane.commits()
    file = commit.folder / "clusters.parquet"
    pq.write_table(pq.read_table(file).drop_columns(["diameter"]), file)
    assert lane.columns("clusters", commit, ["diameter", "record_id"]).to_pylist() == [
        {"diameter": None, "record_id": "a"}
    ]
