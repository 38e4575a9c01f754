"""Measuring a run of a project: once, with its answers kept as facts and its verdict as an event."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project
from pipelines.store.snapshots import list_snapshots
from tests.fakes.frozen import frozen
from training.config import RunConfig, write_config
from training.evaluation.measure import evaluate_run
from training.models.identity import model_hash
from training.worker import main


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return frozen(tmp_path / "project")


def configured(project: Project, base: Path, base_hash: str) -> Path:
    """A run of four steps on the project's snapshot, not yet trained."""
    (snapshot,) = list_snapshots(project.snapshots)
    small = {"steps": 4, "batch_size": 4, "max_length": 64, "eval_every": 4, "learning_rate": 1e-2}
    config = RunConfig(str(snapshot.folder), str(base), base_hash, adapter="full", **small)
    write_config(project.runs / config.id / "run.yaml", config)
    return project.runs / config.id


def test_a_run_without_a_model_is_refused(project: Project) -> None:
    run = configured(project, project.root / "base", "0" * 64)
    with pytest.raises(VerilodeError, match=f"run {run.name} has no finished model to evaluate .it is created."):
        evaluate_run(project, "latest")


REPORT = {"verdict": {"verdict": "better"}, "difference": {"low": 0.1}, "snapshot": "abc", "tuned_hash": "t" * 64}


def test_a_report_whose_facts_a_crash_kept_back_gets_them_once(project: Project) -> None:
    run = configured(project, project.root / "base", "0" * 64)
    for name, content in (("model/verilode.json", "{}"), ("evaluation/report.json", json.dumps(REPORT))):
        (run / name).parent.mkdir()
        (run / name).write_text(content)
    answer = {"record_id": "r1", "set": "test", "model": "tuned", "prompt": "?", "expected": "a", "answered": "a"}
    answer["confidence"] = 0.5
    pq.write_table(pa.Table.from_pylist([answer]), run / "evaluation" / "outputs.parquet")
    assert [evaluate_run(project, run.name) for _ in range(2)] == [REPORT, REPORT]
    assert project.tables.read("outputs").to_pylist() == [answer]
    assert [event.payload["verdict"] for event in project.events.events()] == ["better"]


@pytest.mark.train
def test_answers_become_facts_and_the_verdict_an_event(project: Project, world: object) -> None:
    run = configured(project, world.base, model_hash(world.base))
    assert main(["train", str(run)]) == 0
    report = evaluate_run(project, run.name, actor="ann")

    answers = project.tables.read("outputs").to_pylist()
    tested = [row["record_id"] for row in answers if (row["set"], row["model"]) == ("test", "tuned")]
    assert tested == list_snapshots(project.snapshots)[0].rows("test")["record_id"].to_pylist()
    (event,) = project.events.events("evaluation.finished")
    assert (event.item, event.actor) == (run.name, "ann")
    assert event.payload == {"verdict": report["verdict"]["verdict"], "difference": report["difference"]}
    assert json.loads((run / "status.json").read_text())["task"] == "train"

    assert evaluate_run(project, run.name) == report
    assert len(list(project.events.events())) == 1
