"""A training process killed at random moments of its run, again and again: does it still end in the same weights?

The process is the real worker, killed with SIGKILL: while it loads, trains, validates, writes or removes a checkpoint,
or saves the model. Checkpoints are frequent, so that many kills meet one.
"""

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from benchmarks.trainer_world import make_world
from training.config import RunConfig, write_config
from training.models.identity import model_hash
from training.process import worker_words
from training.runs import read_run

_PATIENCE = 600.0
_WHILE_LOADING = 0.1
"""Share of the kills that meet a process before it has a model; the others meet it while it trains and saves."""


@dataclass(slots=True)
class _Tally:
    """What was seen: runs that ended, of those the ones with other weights or losses, and where the kills fell."""

    ended: int = 0
    other_weights: int = 0
    other_loss: int = 0
    failures: list[str] = field(default_factory=list)
    killed_after: list[int] = field(default_factory=list)


def trainer_kills(folder: Path, kills: int, *, steps: int = 40, adapter: str = "lora", seed: int = 0) -> dict[str, Any]:
    """Kill a run `kills` times, letting it go on after each; when it gets to its end it is compared and begins anew.

    Args:
        folder: Where everything is made.
        kills: How often.
        steps: Of the run.
        adapter: What is trained.
        seed: Of the moments.
    """
    config = replace(make_world(folder), steps=steps, adapter=adapter, eval_every=2, tracker="none")
    begun = time.monotonic()
    whole, loading, training = _whole(config, folder / "whole")
    chance, tally, left = random.Random(seed), _Tally(), folder / "killed"
    write_config(left / "run.yaml", config)
    done = 0
    while done < kills:
        early = chance.random() < _WHILE_LOADING
        if _killed(left, chance.uniform(0, loading if early else training / 2), early, tally):
            done += 1
        else:
            _compare(left, whole, tally)
            shutil.rmtree(left)
            write_config(left / "run.yaml", config)
    _finish(left)
    _compare(left, whole, tally)
    return {
        "kills": done,
        "steps": steps,
        "adapter": adapter,
        "runs_to_the_end": tally.ended,
        "other_weights": tally.other_weights,
        "other_loss": tally.other_loss,
        "failures": tally.failures,
        "checkpoints_at_kill": tally.killed_after,
        "seconds": round(time.monotonic() - begun, 1),
    }


def _whole(config: RunConfig, folder: Path) -> tuple[tuple[str, float], float, float]:
    """What an uninterrupted run ends in, the seconds until its first report, and those from there to its end."""
    write_config(folder / "run.yaml", config)
    begun, worker = time.monotonic(), _start(folder)
    _first_report(folder, 0, worker)
    first = time.monotonic()
    worker.wait(_PATIENCE)
    return _outcome(folder), first - begun, time.monotonic() - first


def _outcome(folder: Path) -> tuple[str, float]:
    losses = [row["eval_loss"] for row in read_run(folder).metrics() if "eval_loss" in row]
    return model_hash(folder / "model"), losses[-1]


def _killed(folder: Path, seconds: float, early: bool, tally: _Tally) -> bool:
    """Kill the run so many seconds after its start or its first report; False where it ended before."""
    seen, worker = _size(folder), _start(folder)
    if not early:
        _first_report(folder, seen, worker)
    try:
        worker.wait(seconds)
    except subprocess.TimeoutExpired:
        worker.kill()
        worker.wait()
        newest = [int(path.name.rpartition("-")[2]) for path in folder.glob("checkpoints/checkpoint-*")]
        tally.killed_after.append(max(newest, default=0))
        return True
    return False


def _first_report(folder: Path, seen: int, worker: "subprocess.Popen[bytes]") -> None:
    while worker.poll() is None and _size(folder) <= seen:
        time.sleep(0.005)


def _size(folder: Path) -> int:
    file = folder / "metrics.jsonl"
    return file.stat().st_size if file.exists() else 0


def _finish(folder: Path) -> None:
    if not (folder / "model").exists():
        _start(folder).wait(_PATIENCE)


def _start(folder: Path) -> "subprocess.Popen[bytes]":
    root, log = Path(__file__).resolve().parent.parent, (folder / "worker.log").open("ab")
    with log:
        return subprocess.Popen(worker_words("train", folder), stdout=log, stderr=log, cwd=root)


def _compare(folder: Path, whole: tuple[str, float], tally: _Tally) -> None:
    if not (folder / "model").exists():
        tally.failures.append(str(read_run(folder).status.get("reason")))
        return
    weights, loss = _outcome(folder)
    tally.ended += 1
    tally.other_weights += weights != whole[0]
    tally.other_loss += loss != whole[1]


def broken(result: dict[str, Any]) -> list[str]:
    """What is wrong with a result; nothing, if every run ended as the uninterrupted one."""
    wrong = [f"{name} is {result[name]}, not 0" for name in ("other_weights", "other_loss") if result[name]]
    return [*wrong, *result["failures"]]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--adapter", default="lora")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        found = trainer_kills(Path(work), chosen.kills, steps=chosen.steps, adapter=chosen.adapter)
    sys.stdout.write(json.dumps(found, indent=1) + "\n")
    sys.exit(bool(broken(found)))
