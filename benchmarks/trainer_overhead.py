"""What a step costs beyond the same step of a bare TRL script: paired runs, on a model whose step is no trifle."""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.trainer_world import make_world
from pipelines.core.progress import reporting_to
from tests.fakes.bare_trl import bare_sft
from training.config import RunConfig
from training.data.examples import Example, read_split
from training.loop.arguments import logging_steps
from training.loop.fit import Work, fit
from training.loop.metrics_file import MetricsFile

_WARM = 2
"""Steps at the head of a run that are not counted."""


def trainer_overhead(
    folder: Path, pairs: int, *, steps: int = 12, hidden: int = 512, layers: int = 8
) -> dict[str, Any]:
    """The ratio of the median step times, ours to bare, pair by pair.

    Args:
        folder: Where everything is made.
        pairs: How many pairs of runs; which of a pair goes first alternates.
        steps: Of a run.
        hidden: Width of the model.
        layers: Its depth.
    """
    config = make_world(folder, hidden=hidden, layers=layers, rows=8 * steps, words=60)
    config = replace(config, steps=steps, eval_every=10**6, replay_file="", tracker="none", batch_size=8)
    runs: dict[str, Callable[[Path], list[float]]] = {
        "bare": lambda out: _bare(config, out),
        "ours": lambda out: _ours(config, out),
    }
    times: dict[str, list[float]] = {"bare": [], "ours": []}
    for pair in range(pairs):
        for name in ("bare", "ours")[:: 1 if pair % 2 == 0 else -1]:
            times[name].append(statistics.median(runs[name](folder / f"{name}-{pair}")))
    ratios = sorted(ours / bare for ours, bare in zip(times["ours"], times["bare"], strict=True))
    return {
        "pairs": pairs,
        "steps": steps,
        "bare_step_s": round(statistics.median(times["bare"]), 4),
        "ours_step_s": round(statistics.median(times["ours"]), 4),
        "ratio": round(statistics.median(ratios), 4),
        "ratios": [round(ratio, 4) for ratio in ratios],
    }


def _bare(config: RunConfig, out: Path) -> list[float]:
    trainer = bare_sft(
        Path(config.base),
        _rows(config),
        [],
        out,
        max_steps=config.steps,
        logging_steps=logging_steps(config.steps),
        per_device_train_batch_size=config.batch_size,
        learning_rate=config.learning_rate,
        warmup_steps=config.warmup_steps,
        max_length=config.max_length,
        activation_checkpointing=config.activation_checkpointing,  # TRL recomputes unless told not to
        save_strategy="no",
        seed=config.seed,
        data_seed=config.seed,
    )
    clock, times = _clock()
    trainer.add_callback(clock)
    trainer.train()
    return times


def _ours(config: RunConfig, out: Path) -> list[float]:
    """The loop around the same trainer, with its file of figures, guard, checkpoint and model at the end."""
    clock, times = _clock()

    def make(shared: Mapping[str, Any], values: Mapping[str, Any]) -> Any:
        from datasets import Dataset
        from trl import SFTConfig, SFTTrainer

        train = Dataset.from_list([row.as_trl() for row in _rows(config)])
        args = SFTConfig(**values, max_length=config.max_length, completion_only_loss=True)
        return SFTTrainer(args=args, train_dataset=train, **{**shared, "callbacks": [*shared["callbacks"], clock]})

    out.mkdir(parents=True)
    with reporting_to(lambda report: None):
        fit(config, out, MetricsFile(out), lambda tokenizer: Work(make, validate=False))
    return times


def _rows(config: RunConfig) -> list[Example]:
    return read_split(Path(config.snapshot), "train")


def _clock() -> tuple[Any, list[float]]:
    """A callback, and the seconds from the end of one step to the end of the next, the last left out: it saves."""
    from transformers import TrainerCallback

    times: list[float] = []

    class Clock(TrainerCallback):
        """Comes last, so that what other callbacks do at the end of a step is counted."""

        before = 0.0

        def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
            now = time.perf_counter()
            if _WARM < state.global_step < state.max_steps:
                times.append(now - self.before)
            self.before = now

    return Clock(), times


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=7)
    parser.add_argument("--steps", type=int, default=12)
    chosen = parser.parse_args()
    for name, value in {"GOMP_SPINCOUNT": "0", "OMP_WAIT_POLICY": "PASSIVE", "TQDM_DISABLE": "1"}.items():
        os.environ.setdefault(name, value)  # as the worker has them, before torch is there
    with tempfile.TemporaryDirectory() as work, redirect_stdout(sys.stderr):  # a bare trainer prints what it logs
        found = trainer_overhead(Path(work), chosen.pairs, steps=chosen.steps)
    sys.stdout.write(json.dumps(found, indent=1) + "\n")
