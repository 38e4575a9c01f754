"""Everybody is told, our own file first; a tracker that fails is left alone and the run goes on."""

import json
import sqlite3
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

import pytest

from pipelines.core.errors import VerilodeError
from training.config import RunConfig
from training.tracking.reporters import reporters

from .conftest import ID, ROWS, reported

BROKEN = """
class Run:
    def log(self, figures, step):
        if step >= 10:
            raise ConnectionError("the server\\nis gone")
def init(**given): return Run()
"""


def rows(folder: Path) -> list[dict[str, float]]:
    return [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]


def test_without_a_tracker_metrics_jsonl_has_every_row(run: Path) -> None:
    with reporters(RunConfig("s", "b", "h", tracker="none"), run) as reporter:
        for row in ROWS:
            reporter.log(row)
    assert rows(run) == ROWS
    assert [file.name for file in run.parent.parent.rglob("*") if file.is_file()] == ["metrics.jsonl"]


def test_of_several_processes_only_the_first_reports(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RANK", "1")
    with reporters(RunConfig("s", "b", "h", tracker="wandbb"), run) as reporter:
        reporter.log(ROWS[0])
    assert list(run.iterdir()) == []


def test_an_unknown_tracker_is_refused_before_anything_is_written(run: Path) -> None:
    with pytest.raises(VerilodeError, match="no tracker called 'traccio'"):
        reporters(RunConfig("s", "b", "h", tracker="traccio"), run).__enter__()
    assert list(run.iterdir()) == []


def test_a_tracker_that_fails_is_one_line_and_the_run_goes_on(run: Path, tmp_path: Path) -> None:
    (tmp_path / "wandb.py").write_text(BROKEN)
    _, said = reported(run, "wandb", tmp_path)
    assert said == "tracker wandb is told nothing more: ConnectionError: the server is gone\n"
    assert rows(run) == ROWS


def test_a_tracker_that_cannot_even_be_imported_is_one_line(run: Path, tmp_path: Path) -> None:
    (tmp_path / "mlflow.py").write_text("raise ImportError('needs another numpy')")
    _, said = reported(run, "mlflow", tmp_path)
    assert said == "tracker mlflow is told nothing more: ImportError: needs another numpy\n"
    assert rows(run) == ROWS


@pytest.mark.skipif(find_spec("trackio") is None, reason="needs trackio")
def test_trackio_keeps_every_figure_in_the_project_and_goes_on_with_a_resumed_run(run: Path) -> None:
    said = reported(run, "trackio")
    reported(run, "trackio", rows=[{"step": 30, "loss": 0.125}])
    with closing(sqlite3.connect(run.parent.parent / "tracking" / "trackio" / "clinic.db")) as database:
        kept = database.execute("select run_name, step, metrics from metrics order by step").fetchall()
        runs = database.execute("select count(distinct run_id) from metrics").fetchone()
    assert [(name, step) for name, step, _ in kept] == [(ID, 0), (ID, 10), (ID, 20), (ID, 30)]
    assert json.loads(kept[2][2]) == {"loss": 0.25, "eval_loss": 0.75}
    assert (runs, said) == ((1,), ("", ""))


@pytest.mark.skipif(find_spec("trackio") is None, reason="needs trackio")
def test_trackio_sends_nothing_away_whatever_the_environment_says(run: Path) -> None:
    reported(run, "trackio", TRACKIO_SERVER_URL="http://127.0.0.1:9/?write_token=x", TRACKIO_SPACE_ID="me/space")
    assert (run.parent.parent / "tracking" / "trackio" / "clinic.db").exists()


@pytest.mark.train
@pytest.mark.skipif(find_spec("tensorboard") is None, reason="needs tensorboard")
def test_tensorboard_reads_back_what_was_reported(run: Path) -> None:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    reported(run, "tensorboard")
    events = EventAccumulator(str(run.parent.parent / "tracking" / "tensorboard" / ID)).Reload()
    assert [(e.step, e.value) for e in events.Scalars("loss")] == [(10, 0.5), (20, 0.25)]
    assert [(e.step, e.value) for e in events.Scalars("eval_loss")] == [(20, 0.75)]
