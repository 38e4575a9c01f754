"""A sweep as its process would have left it, without a trial being trained."""

import json
from pathlib import Path
from typing import Any

from pipelines.store.project import Project
from training.config import RunConfig
from training.sweep.plan import Sweep, write_sweep
from training.sweep.space import applied, make_space

TRIALS: list[dict[str, Any]] = [
    {"state": "finished", "value": 0.25, "params": {"learning_rate": 1e-5, "lora_r": 8}},
    {"state": "finished", "value": 0.75, "params": {"learning_rate": 1e-3, "lora_r": 16}},
    {"state": "stopped early", "params": {"learning_rate": 1e-1, "lora_r": 8}, "reason": "stopped early at step 10"},
    {"state": "failed", "params": {"learning_rate": 1e-2, "lora_r": 16}, "reason": "memory runs out"},
    {"state": "finished", "value": 0.5, "params": {"learning_rate": 1e-4, "lora_r": 8}},
]
EMPTY = {"value": None, "domain": None, "general_increase": None, "eval_loss": None, "step": None, "reason": None}


def swept(project: Project, state: str = "finished", reason: str | None = None, **traces: Any) -> Sweep:
    """A sweep of five trials in the project; `traces` go to its status."""
    config = RunConfig("/p/snapshots/s1", "/models/base", "h", steps=60)
    space = make_space({"learning_rate": {"low": 1e-5, "high": 1e-1, "log": True}, "lora_r": [8, 16]}, config)
    sweep = Sweep(config, tuple(space), trials=6)
    folder = project.root / "sweeps" / sweep.id
    write_sweep(folder, sweep)
    trials = [
        {**EMPTY, **trial, "number": number, "seconds": 2.5, "run": applied(config, trial["params"]).id}
        for number, trial in enumerate(TRIALS)
    ]
    results = {"id": sweep.id, "metric": "exact_match", "wanted": 6, "space": ["learning_rate", "lora_r"]}
    found = {**results, "best": trials[1], "importance": {"learning_rate": 0.75, "lora_r": 0.25}, "trials": trials}
    _write(folder / "results.json", found)
    _write(folder / "status.json", {"state": state, "reason": reason, **traces})
    return sweep


def _write(path: Path, values: dict[str, Any]) -> None:
    path.write_text(json.dumps(values))
