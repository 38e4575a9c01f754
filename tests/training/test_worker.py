"""The worker: what its folder says when a task fails, is stopped or ends well, and what its parent hears."""

import json
import os
import subprocess
import sys

import pytest

from pipelines.core.errors import VerilodeError
from pipelines.core.progress import Progress, reporting_to
from training.config import RunConfig, write_config
from training.loop.metrics_file import MetricsFile
from training.process import run_worker
from training.worker import main

LIGHT = """
import pkgutil, importlib, sys, training
for module in pkgutil.walk_packages(training.__path__, "training."):
    importlib.import_module(module.name)
heavy = {"torch", "transformers", "trl", "peft", "datasets", "sklearn"} & set(sys.modules)
sys.exit(", ".join(sorted(heavy)) or 0)
"""


def status(folder) -> tuple[str, str | None]:
    told = json.loads((folder / "status.json").read_text())
    return told["state"], told["reason"]


def test_no_module_of_training_loads_anything_heavy():
    ran = subprocess.run([sys.executable, "-c", LIGHT], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_a_refusal_is_one_line_and_a_failed_state(tmp_path, capsys):
    (tmp_path / "run.yaml").write_text("lerning_rate: 1")
    assert main(["train", str(tmp_path)]) == 1
    state, reason = status(tmp_path)
    assert state == "failed"
    assert reason.startswith("a run has no option 'lerning_rate'")
    assert json.loads(capsys.readouterr().err) == {"failed": reason}


@pytest.mark.train
def test_the_parent_raises_the_reason_of_the_worker(tmp_path):
    (tmp_path / "run.yaml").write_text("- no mapping")
    with pytest.raises(VerilodeError, match="run.yaml: "):
        run_worker("train", tmp_path)
    assert status(tmp_path)[0] == "failed"


def test_an_unknown_trainer_is_answered_with_the_known_ones(tmp_path):
    write_config(tmp_path / "run.yaml", RunConfig("s", "b", "h", trainer="sfd"))
    assert main(["train", str(tmp_path)]) == 1
    assert "did you mean 'sft'?" in status(tmp_path)[1]


def test_a_failed_evaluation_does_not_undo_the_run(tmp_path):
    (tmp_path / "status.json").write_text('{"state": "finished", "reason": null}')
    (tmp_path / "run.yaml").write_text("[]")
    assert main(["evaluate", str(tmp_path / "evaluation")]) == 1
    assert status(tmp_path)[0] == "finished"
    assert status(tmp_path / "evaluation")[0] == "failed"


def test_a_failure_is_kept_even_when_nobody_listens_any_more(tmp_path):
    (tmp_path / "run.yaml").write_text("lerning_rate: 1")
    ours, theirs = os.pipe()
    os.close(ours)
    ran = subprocess.run([sys.executable, "-m", "training.worker", "train", tmp_path], stderr=theirs, check=False)
    os.close(theirs)
    assert ran.returncode == 1
    assert status(tmp_path)[1].startswith("a run has no option 'lerning_rate'")


def test_figures_go_on_after_half_a_line(tmp_path):
    (tmp_path / "metrics.jsonl").write_text('{"step": 1}\n{"step": 2, "lo')
    MetricsFile(tmp_path).log({"step": 2, "loss": 0.5})
    assert (tmp_path / "metrics.jsonl").read_text() == '{"step": 1}\n{"step": 2, "loss": 0.5}\n'


def test_a_figure_that_is_no_number_is_not_written(tmp_path):
    with pytest.raises(ValueError):
        MetricsFile(tmp_path).log({"loss": float("nan")})
    assert not (tmp_path / "metrics.jsonl").exists()


@pytest.mark.train
def test_progress_of_the_worker_reaches_whoever_listens(world):
    heard: list[Progress] = []
    folder = world.run("heard", steps=2)
    with reporting_to(heard.append):
        run_worker("train", folder)
    assert Progress("training", 2, 2) in heard
    assert status(folder) == ("finished", None)
    assert (folder / "model" / "adapter_model.safetensors").exists()
