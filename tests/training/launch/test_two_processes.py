"""One run trained by two processes on this machine's cores, as `accelerate launch` starts them."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from training.config import read_config
from training.launch.dry_run import dry_run, write_launch
from training.models.identity import model_hash
from training.models.load import read_note
from training.runs import read_run

pytestmark = pytest.mark.train


def launched(folder: Path) -> subprocess.CompletedProcess[str]:
    config = read_config(folder / "run.yaml")
    launch = dry_run("accelerate", config, folder, {"cpu": True, "processes": 2})
    write_launch(launch, config, folder)
    env = {**os.environ, "OMP_NUM_THREADS": "1"}
    return subprocess.run(["bash", "-c", launch.line], capture_output=True, text=True, env=env, timeout=120)


def test_two_processes_leave_one_run_as_one_process_does(world, full_run):
    folder = world.run("two", adapter="full", tracker="none")
    ran = launched(folder)
    assert ran.returncode == 0, ran.stderr
    run = read_run(folder)
    assert run.state == "finished"
    files = {str(path.relative_to(full_run / "model")) for path in (full_run / "model").rglob("*")}
    assert {str(path.relative_to(folder / "model")) for path in (folder / "model").rglob("*")} == files
    assert read_note(folder / "model")["model_hash"] == model_hash(folder / "model")
    lines = [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]
    assert [row["step"] for row in lines if "eval_loss" in row] == [2, 4]
    assert [path.name for path in folder.glob(".tmp-*")] == []
