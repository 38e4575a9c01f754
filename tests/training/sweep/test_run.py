"""Sweeps with a worker of a formula: how close they come, what they save, and what survives a kill."""

import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.core.errors import VerilodeError
from pipelines.core.processes import started
from pipelines.store.project import Project
from tests.fakes.frozen import frozen
from training.alive import traces
from training.config import write_config
from training.sweep.listed import load_sweep, stop_sweep
from training.sweep.run import run_sweep

from .conftest import fake_words, results, starts, sweep_of

pytest.importorskip("optuna", reason="needs the [train] extra")
BEST = 0.1 + 2 * 2.718281828 ** (-60 / 15)
"""The lowest validation loss there is after 60 steps."""


def values(folder: Path) -> list[dict]:
    """The values of the trials that were decided, in order."""
    return [trial["params"] for trial in results(folder)["trials"] if trial["state"] != "interrupted"]


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project with one sweep of 20 trials over four orders of magnitude."""
    project = frozen(tmp_path_factory.mktemp("searched") / "project")
    run_sweep(project, sweep_of(project, trials=20), words=fake_words)
    return project


def test_it_finds_the_valley_and_stops_what_cannot_get_there(searched: Project) -> None:
    """Close to the best there is, with a fifth of the trials or more stopped early."""
    found = load_sweep(searched, "latest").results
    ended = Counter(trial["state"] for trial in found["trials"])
    assert set(ended) == {"finished", "stopped early"}
    assert ended["stopped early"] >= 4
    assert -found["best"]["value"] - BEST < 0.02
    assert -found["trials"][0]["value"] - BEST > 0.9, "the configuration it began with is the first trial"
    assert set(found["importance"]) == {"learning_rate", "replay_share"}


def test_an_early_end_is_explained_in_the_run_and_in_the_events(searched: Project) -> None:
    trials = load_sweep(searched, "latest").trials
    early = next(trial for trial in trials if trial["state"] == "stopped early")
    status = json.loads((searched.runs / early["run"] / "status.json").read_text())
    (failed,) = searched.events.events("run.failed", item=early["run"])
    assert early["reason"] == status["reason"] == failed.payload["reason"]
    assert early["reason"].startswith(f"stopped early at step {early['step']}: with a validation loss of ")


def test_a_trial_is_a_run_of_the_project(project: Project) -> None:
    folder = run_sweep(project, sweep_of(project, trials=2), words=fake_words, actor="ann")
    trials = results(folder)["trials"]
    assert {trial["run"] for trial in trials} == {run.name for run in project.runs.iterdir()}
    kinds = [(event.kind, event.actor) for event in project.events.events()]
    assert kinds == [
        ("sweep.started", "ann"),
        *[("run.started", "ann"), ("run.finished", "ann")] * 2,
        ("sweep.finished", "ann"),
    ]


def test_the_objective_is_the_metric_less_what_was_forgotten(project: Project) -> None:
    sweep = sweep_of(project, trials=1, metric="exact_match", general_file="/questions.jsonl")
    (trial,) = results(run_sweep(project, sweep, words=fake_words))["trials"]
    assert trial["general_increase"] == pytest.approx(0.45)
    assert trial["value"] == pytest.approx(trial["domain"] - 0.45)


def test_two_at_a_time_are_as_many_and_none_is_trained_twice(project: Project) -> None:
    found = results(run_sweep(project, sweep_of(project, trials=7, pruner="none"), parallel=2, words=fake_words))
    assert [trial["state"] for trial in found["trials"]] == ["finished"] * 7
    assert list(starts(project).values()) == [[0]] * 7


def test_asked_for_more_it_goes_on_and_with_equal_values_it_does_not_train_again(project: Project) -> None:
    sweep = replace(sweep_of(project, pruner="none"), space=sweep_of(project).space[1:])
    sweep = replace(sweep, space=(replace(sweep.space[0], low=0.0, high=0.45),))
    first = values(run_sweep(project, replace(sweep, trials=2), words=fake_words))
    folder = run_sweep(project, replace(sweep, trials=3), words=fake_words)
    assert values(folder)[:2] == first
    again = run_sweep(project, replace(sweep, trials=1, seed=8), words=fake_words)
    (trial,) = results(again)["trials"]
    assert (trial["reason"], trial["run"]) == ("trained before", results(folder)["trials"][0]["run"])
    assert list(starts(project).values()) == [[0]] * 3


def test_a_failed_trial_has_its_reason_and_a_sweep_without_hope_ends(project: Project) -> None:
    project.runs.mkdir()
    (project.runs / "refuse").touch()
    with pytest.raises(VerilodeError, match="the first 3 trials failed: memory runs out"):
        run_sweep(project, sweep_of(project), words=fake_words)
    found = load_sweep(project, "latest")
    assert (found.state, found.status["reason"]) == ("failed", "the first 3 trials failed: memory runs out")
    assert [trial["reason"] for trial in found.trials] == ["memory runs out"] * 3
    (project.runs / "refuse").unlink()
    folder = run_sweep(project, sweep_of(project), words=fake_words)
    assert [trial["state"] for trial in results(folder)["trials"]] == ["interrupted"] * 3 + ["finished"] * 4


PROGRAM = """
import signal, sys; from pathlib import Path
signal.signal(signal.SIGTERM, signal.default_int_handler)  # as the command line does
sys.path.insert(0, sys.argv[2])
from pipelines.store.project import Project
from tests.training.sweep.conftest import fake_words, sweep_of
from training.sweep.run import run_sweep
project = Project.open(Path(sys.argv[1]))
run_sweep(project, sweep_of(project, trials=5, pruner="none"), words=fake_words)
"""


def begun(project: Project, repo_root: Path, trials: int) -> "subprocess.Popen[bytes]":
    """A sweep in a process of its own that has begun so many trials, the last one in the middle."""
    env = {**os.environ, "FAKE_PAUSE": "0.1"}
    process = subprocess.Popen([sys.executable, "-c", PROGRAM, project.root, repo_root], env=env)
    until = time.monotonic() + 30
    while time.monotonic() < until:
        running = [path for path in project.runs.glob("*/metrics.jsonl") if not (path.parent / "model").exists()]
        if len(starts(project)) == trials and running and len(running[0].read_text().splitlines()) >= 2:
            return process
        time.sleep(0.02)
    raise AssertionError("the sweep did not begin")


def test_after_a_kill_no_trial_is_lost_and_none_is_trained_twice(
    project: Project, tmp_path: Path, repo_root: Path
) -> None:
    process = begun(project, repo_root, trials=2)
    process.kill()
    process.wait()
    assert load_sweep(project, "latest").state == "interrupted"
    folder = run_sweep(project, sweep_of(project, trials=5, pruner="none"), words=fake_words)

    trials = results(folder)["trials"]
    assert Counter(trial["state"] for trial in trials) == {"finished": 5, "interrupted": 1}
    begins = starts(project)
    resumed = next(trial["run"] for trial in trials if trial["state"] == "interrupted")
    assert begins[resumed][0] == 0
    assert begins[resumed][1] >= 20
    assert [steps for run, steps in begins.items() if run != resumed] == [[0]] * 4
    for run in project.runs.iterdir():
        steps = [json.loads(line)["step"] for line in (run / "metrics.jsonl").read_text().splitlines()]
        assert steps == [10, 20, 30, 40, 50, 60]

    whole = frozen(tmp_path / "undisturbed")
    undisturbed = run_sweep(whole, sweep_of(whole, trials=5, pruner="none"), words=fake_words)
    assert values(undisturbed) == values(folder)


def ends_late(left: "subprocess.Popen[bytes]", sign: Path) -> None:
    """End the process a moment after the sweep has written its first results, and with them begun its trials."""
    while not sign.exists():
        time.sleep(0.01)
    time.sleep(0.5)
    left.communicate()


def test_a_worker_that_a_killed_sweep_left_is_waited_for(project: Project) -> None:
    sweep = sweep_of(project, trials=1)
    folder = project.runs / sweep.config.id
    write_config(folder / "run.yaml", sweep.config)
    left = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read(1)"], stdin=subprocess.PIPE)
    status = {"state": "running", **traces(), "pid": left.pid, "pid_started": started(left.pid)}
    (folder / "status.json").write_text(json.dumps(status))
    threading.Thread(target=ends_late, args=(left, project.root / "sweeps" / sweep.id / "results.json")).start()
    (trial,) = results(run_sweep(project, sweep, words=fake_words))["trials"]
    assert (trial["state"], trial["reason"]) == ("finished", None)


def test_asked_to_stop_it_puts_the_running_trial_back(project: Project, repo_root: Path) -> None:
    process = begun(project, repo_root, trials=1)
    with pytest.raises(VerilodeError, match="is running already; stop it with: verilode sweep stop"):
        run_sweep(project, sweep_of(project, trials=5, pruner="none"), words=fake_words)
    stop_sweep(load_sweep(project, "latest"))
    process.wait(timeout=20)
    found = load_sweep(project, "latest")
    assert (found.state, found.status["reason"]) == ("failed", "cancelled")
    assert [(trial["state"], trial["reason"]) for trial in found.trials] == [("interrupted", "the sweep was stopped")]
