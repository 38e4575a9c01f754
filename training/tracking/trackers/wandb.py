"""Weights & Biases: offline files in the project's `tracking/wandb` unless WANDB_MODE says otherwise."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from training.tracking.trackers import Tracker

LIBRARY = "wandb"
EXTRA = "verilode[wandb]"


def wandb() -> Tracker:
    """Write offline runs that `wandb sync` can upload; WANDB_MODE=online uploads while training."""
    return _WandB()


class _WandB:
    def start(self, run_id: str, config: Mapping[str, Any], folder: Path) -> None:
        import wandb as library

        folder.mkdir(parents=True, exist_ok=True)
        self._run = library.init(
            project=folder.parent.parent.name,
            id=run_id,
            name=run_id,
            config=dict(config),
            dir=str(folder),
            mode=os.environ.get("WANDB_MODE", "offline"),
            resume="allow",
        )

    def log(self, row: Mapping[str, float]) -> None:
        figures = {name: value for name, value in row.items() if name != "step"}
        self._run.log(figures, step=int(row["step"]))

    def finish(self, state: str) -> None:
        self._run.finish(exit_code=0 if state == "finished" else 1)
