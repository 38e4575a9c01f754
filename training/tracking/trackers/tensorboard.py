"""TensorBoard: event files in the project's `tracking/tensorboard`, one folder per run."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from training.tracking.trackers import Tracker

LIBRARY = "tensorboard"
EXTRA = "verilode[tensorboard]"


def tensorboard() -> Tracker:
    """Write event files that `tensorboard --logdir PROJECT/tracking/tensorboard` shows."""
    return _TensorBoard()


class _TensorBoard:
    def start(self, run_id: str, config: Mapping[str, Any], folder: Path) -> None:
        from torch.utils.tensorboard import SummaryWriter

        self._writer = SummaryWriter(str(folder / run_id))
        self._writer.add_text("config", f"```json\n{json.dumps(dict(config), indent=1)}\n```", 0)

    def log(self, row: Mapping[str, float]) -> None:
        for name, value in row.items():
            if name != "step":
                self._writer.add_scalar(name, value, int(row["step"]))
        self._writer.flush()

    def finish(self, state: str) -> None:
        self._writer.add_text("state", state)
        self._writer.close()
