"""`verilode suspicious`: from a model's doubts to a second look, corrected labels and a new snapshot."""

import json
import shutil
from pathlib import Path

import pytest

from pipelines.store.project import Project
from pipelines.store.snapshots import list_snapshots
from tests.fakes.command_line import Shell
from tests.fakes.finished import finished
from tests.fakes.review import say, shown, wrong

DOUBTED = 3


@pytest.fixture
def doubting(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> tuple[Project, list[str]]:
    """A finished project whose run was measured: it answers three training records otherwise, and surely."""
    done = finished(tmp_path_factory.getbasetemp() / "finished").root
    project = Project.open(shutil.copytree(done, tmp_path / "mine"))
    (snapshot,) = list_snapshots(project.snapshots)
    (run,) = project.runs.iterdir()
    note = {"base_hash": "b" * 64, "adapter": "full", "model_hash": "m" * 64, "snapshot": snapshot.id}
    (run / "model" / "verilode.json").write_text(json.dumps(note))
    rows = snapshot.rows("train").select(["record_id", "response", "text"]).to_pylist()
    doubted = [row["record_id"] for row in rows[:DOUBTED]]
    with project.tables.begin("losses", options={"run": run.name}, inputs=[snapshot.id, "m" * 64]) as writer:
        writer.write("losses", [_loss(row, row["record_id"] in doubted) for row in rows])
        writer.write("outputs", [_said(row, row["record_id"] in doubted) for row in rows])
    return project, doubted


def _loss(row: dict[str, str], doubted: bool) -> dict[str, object]:
    losses = {"loss": 2.5 if doubted else 0.1, "base_loss": 3.0}
    return {"record_id": row["record_id"], "run": "r", "split": "train", "tokens": 2, **losses}


def _said(row: dict[str, str], doubted: bool) -> dict[str, object]:
    said = wrong(row["response"]) if doubted else row["response"]
    asked = {"prompt": row["text"], "expected": row["response"], "answered": said, "confidence": 0.9}
    return {"record_id": row["record_id"], "set": "train", "model": "tuned", **asked}


def test_doubts_become_a_second_look_corrected_labels_and_a_new_snapshot(doubting: tuple[Project, list[str]]) -> None:
    project, doubted = doubting
    shell = Shell(project.root)
    told = shell.json("suspicious latest --records 3")
    assert (told["drawn"], told["reasons"]) == (3, {"the model is sure of another answer": 3})
    assert not [name for name in doubted if name in str(told)]
    (before,) = list_snapshots(project.snapshots)
    labels = {row["record_id"]: row["response"] for row in before.rows("train").to_pylist()}

    items = shown(project, "ann")[:DOUBTED]
    assert sorted(item.record_id for item in items) == sorted(doubted)
    for item in items:
        right = labels[item.record_id]
        say(project, "ann", item, wrong(right) if item.record_id == doubted[0] else right)
    seen = shell.json("suspicious")
    assert (seen["answered"], seen["drawn"]) == (3, 3)
    assert seen["changed"] + seen["confirmed"] + seen["disputed"] == 3
    lines = shell("suspicious").out.splitlines()
    assert len([line for line in lines if line.endswith("by ann; the model is sure of another answer)")]) == 3

    shell.json("snapshot create")
    after = list_snapshots(project.snapshots)[-1]
    assert after.id != before.id
    now = {row["record_id"]: row for split in ("train", "validation", "test") for row in after.rows(split).to_pylist()}
    assert now.get(doubted[0], {}).get("response") != labels[doubted[0]]


def test_before_a_second_look_it_says_how_to_start_one(doubting: tuple[Project, list[str]]) -> None:
    ran = Shell(doubting[0].root)("suspicious")
    assert (ran.code, ran.err) == (1, "verilode: no second look yet; start one with: verilode suspicious latest\n")


@pytest.mark.parametrize(("words", "reason"), [("nobody", "no such model"), ("latest --records 0", "at least 1")])
def test_wrong_words_are_one_line(doubting: tuple[Project, list[str]], words: str, reason: str) -> None:
    ran = Shell(doubting[0].root)(f"suspicious {words}")
    assert ran.code == 1
    assert reason in ran.err.splitlines()[-1]
