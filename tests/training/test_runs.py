"""Runs as their folders tell: literal files in, state and rows out."""

import json
import os
from pathlib import Path

import pytest

from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project
from training.alive import traces
from training.runs import Run, list_runs, load_run, read_run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A run that was configured and nothing else."""
    run = tmp_path / "runs" / "a1b2c3"
    run.mkdir(parents=True)
    (run / "run.yaml").write_text("steps: 30\n")
    return run


def with_status(folder: Path, **status: object) -> Run:
    (folder / "status.json").write_text(json.dumps(status))
    return read_run(folder)


def with_metrics(folder: Path, text: str) -> Run:
    (folder / "metrics.jsonl").write_text(text)
    return read_run(folder)


def test_a_run_that_was_only_configured_is_created(folder: Path) -> None:
    run = read_run(folder)
    assert (run.id, run.state, run.config["steps"], run.metrics(), run.report()) == (
        "a1b2c3",
        "created",
        30,
        [],
        None,
    )


def test_a_run_is_what_its_status_says(folder: Path) -> None:
    assert with_status(folder, state="failed", reason="row 3 is too long").state == "failed"
    assert with_status(folder, state="running", **traces()).state == "running"


def test_a_killed_run_is_interrupted_and_says_what_to_do(folder: Path) -> None:
    run = with_status(folder, state="running", **{**traces(), "boot": "before the power cut"})
    assert run.state == "interrupted"
    assert "the same command takes it up" in run.status["reason"]


def test_a_run_killed_after_its_model_was_written_is_finished(folder: Path) -> None:
    (folder / "model").mkdir()
    (folder / "model" / "verilode.json").write_text("{}")
    assert with_status(folder, state="running", **{**traces(), "pid_started": 0.0}).state == "finished"


def test_a_line_that_is_being_written_waits_for_the_next_reading(folder: Path) -> None:
    run = with_metrics(folder, '{"step": 10, "loss": 2.5}\n{"step": 20, "lo')
    assert run.metrics() == [{"step": 10, "loss": 2.5}]


def test_a_run_taken_up_at_20_replaces_what_it_had_beyond(folder: Path) -> None:
    steps = [0, 10, 20, 20, 30, 40, 20, 30]
    run = with_metrics(folder, "".join(json.dumps({"step": step}) + "\n" for step in steps))
    assert [row["step"] for row in run.metrics()] == [0, 10, 20, 20, 20, 30]


@pytest.mark.parametrize("line", ["{broken", "[1]", "7", '{"loss": 1}', '{"step": null}'])
def test_a_damaged_line_is_named(folder: Path, line: str) -> None:
    run = with_metrics(folder, '{"step": 1}\n' + line + "\n")
    with pytest.raises(VerilodeError, match="metrics.jsonl: cannot be read: line 2: "):
        run.metrics()


@pytest.mark.parametrize(
    ("file", "text"),
    [("status.json", "{half"), ("status.json", "[]"), ("run.yaml", "a: [1"), ("run.yaml", "word")],
)
def test_damage_is_one_line_with_the_file(folder: Path, file: str, text: str) -> None:
    (folder / file).write_text(text)
    with pytest.raises(VerilodeError, match=f"a1b2c3/{file}: damaged: ") as told:
        read_run(folder)
    assert "\n" not in str(told.value)


def test_a_damaged_report_is_one_line(folder: Path) -> None:
    (folder / "evaluation").mkdir()
    (folder / "evaluation" / "report.json").write_text("{")
    with pytest.raises(VerilodeError, match="report.json: cannot be read"):
        read_run(folder).report()


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Three runs, `bb2` the newest, and a folder that is none."""
    (tmp_path / "verilode.yaml").write_text("name: three\n")
    for age, name in enumerate(["bb2", "aa1", "bb1"]):
        file = tmp_path / "runs" / name / "run.yaml"
        file.parent.mkdir(parents=True)
        file.write_text("steps: 1\n")
        os.utime(file, (1000 - age, 1000 - age))
    (tmp_path / "runs" / "empty").mkdir()
    return Project.open(tmp_path)


def test_runs_are_listed_newest_first(project: Project) -> None:
    assert [run.id for run in list_runs(project)] == ["bb2", "aa1", "bb1"]


@pytest.mark.parametrize(("name", "found"), [("aa", "aa1"), ("bb1", "bb1"), ("latest", "bb2")])
def test_a_run_is_found_by_the_start_of_its_id(project: Project, name: str, found: str) -> None:
    assert load_run(project, name).id == found


@pytest.mark.parametrize(("name", "reason"), [("bb", "more than one run"), ("c", "no run"), ("", "no run")])
def test_a_name_that_is_not_one_run_is_refused(project: Project, name: str, reason: str) -> None:
    with pytest.raises(VerilodeError, match=f"{reason} with id '{name}'; see: verilode runs"):
        load_run(project, name)


def test_a_project_without_runs_has_none(tmp_path: Path) -> None:
    (tmp_path / "verilode.yaml").write_text("name: none\n")
    assert list_runs(Project.open(tmp_path)) == []
