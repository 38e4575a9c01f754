"""The training page: the loss of a run, and starting one as a job."""

import json
from pathlib import Path

from app.jobs.table import JobTable
from app.views.runs import curve, runs
from pipelines.store.project import Project
from pipelines.store.snapshots import list_snapshots
from tests.fakes.pages import errors, show, words


def test_without_a_snapshot_it_names_what_comes_first(empty: Path) -> None:
    commands = [one.value for one in show(empty, "training").code]
    assert commands == ["verilode snapshot create", "verilode train sft"]


def test_a_run_shows_where_it_stands_and_its_losses(done: Path) -> None:
    at = show(done, "training")
    assert {metric.label: metric.value for metric in at.metric} == {
        "step": "30 of 30",
        "training loss": "0.100",
        "validation loss": "0.250",
        "time": "31 s",
    }
    assert len(at.get("vega_lite_chart")) == 1
    assert str(done) not in words(at)


def test_a_failed_run_says_why(mine: Path) -> None:
    (run,) = mine.glob("runs/*")
    (run / "status.json").write_text(json.dumps({"state": "failed", "reason": "row 3 is too long"}))
    assert errors(show(mine, "training")) == ["row 3 is too long"]


def test_a_run_that_has_not_logged_yet_says_so(mine: Path) -> None:
    (run,) = mine.glob("runs/*")
    (run / "metrics.jsonl").unlink()
    (run / "status.json").write_text(json.dumps({"state": "running"}))
    assert "No step has been logged yet." in words(show(mine, "training"))


def test_start_is_a_job_on_the_chosen_snapshot(mine: Path, jobs: JobTable) -> None:
    snapshot = list_snapshots(Project.open(mine).snapshots)[-1].id
    show(mine, "training").button(key="train").click().run()
    assert [job.argv for job in jobs.all()] == [["train", "sft", "--snapshot", snapshot]]


def test_a_long_curve_is_thinned(mine: Path) -> None:
    (run,) = runs(Project.open(mine))
    rows = [json.dumps({"step": step, "loss": 1.0}) for step in range(5000)]
    (run.folder / "metrics.jsonl").write_text("\n".join(rows) + "\n")
    assert len(curve(run, most=1000)) <= 1000


def test_a_run_that_learns_from_rewards_is_followed_by_its_reward(mine: Path) -> None:
    (run,) = runs(Project.open(mine))
    rows = [{"step": 1, "loss": 0.0, "reward": 0.5}, {"step": 2, "eval_loss": 0.0, "eval_reward": 0.75}]
    (run.folder / "metrics.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    shown = {metric.label: metric.value for metric in show(mine, "training").metric}
    assert (shown["training reward"], shown["validation reward"]) == ("0.500", "0.750")


def test_the_step_that_was_kept_is_named_with_its_reason(mine: Path) -> None:
    (run,) = runs(Project.open(mine))
    chosen = {"step": 20, "reason": "lowest validation loss at step 20; training went on to step 30", "parted_at": 20}
    (run.folder / "choice.json").write_text(json.dumps(chosen))
    assert chosen["reason"] in words(show(mine, "training"))
