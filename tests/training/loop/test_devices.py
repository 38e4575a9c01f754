"""One process of several: who writes, and what one device means."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from training.loop.checkpoints import is_complete
from training.loop.devices import leads, of_all, world
from training.runs import read_run
from training.worker import main, write_status


@pytest.mark.parametrize(("rank", "first"), [(None, True), ("", True), ("0", True), ("1", False)])
def test_the_first_process_writes(tmp_path: Path, monkeypatch, rank, first) -> None:
    monkeypatch.delenv("RANK", raising=False)
    if rank is not None:
        monkeypatch.setenv("RANK", rank)
    assert leads() is first
    write_status(tmp_path, "running", "train")
    assert (tmp_path / "status.json").exists() is first


def test_a_process_alone_asks_nobody(monkeypatch) -> None:
    monkeypatch.delenv("WORLD_SIZE", raising=False)
    assert (world(), of_all("here")) == (1, ["here"])


@pytest.mark.parametrize(
    ("before", "launched", "after"), [(None, False, "0"), ("2,3", False, "2"), ("", False, ""), ("2,3", True, "2,3")]
)
def test_without_a_launcher_one_device_is_seen(tmp_path, monkeypatch, before, launched, after) -> None:
    for name in ("CUDA_VISIBLE_DEVICES", "WORLD_SIZE"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    if before is not None:
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", before)
    if launched:
        monkeypatch.setenv("WORLD_SIZE", "2")
    main(["train", str(tmp_path)])  # refused: there is no run.yaml
    assert os.environ["CUDA_VISIBLE_DEVICES"] == after


@pytest.mark.train
def test_two_processes_train_one_run(world) -> None:
    """On the processor, as a launcher starts them: one batch shared, one of them writes."""
    folder = world.run("shared", steps=2, tracker="none")
    words = ["torch.distributed.run", "--standalone", "--nproc-per-node=2", "-m", "training.worker", "train"]
    root = Path(__file__).parents[3]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(root)}
    ran = subprocess.run([sys.executable, "-m", *words, folder], capture_output=True, text=True, env=environment)
    assert ran.returncode == 0, ran.stderr[-2000:]
    done = read_run(folder)
    assert (done.state, done.metrics()[0]["micro_batch"]) == ("finished", 2)
    assert [row["step"] for row in done.metrics() if "eval_loss" in row] == [2]
    assert is_complete(folder / "checkpoints" / "checkpoint-2")
