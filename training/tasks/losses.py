"""Task: how badly a run's model fits each record it was trained on; the folder is the run's `losses/`."""

from collections.abc import Mapping
from pathlib import Path

from training.config import read_config
from training.suspicious.measure import measure_losses


def losses(folder: Path, options: Mapping[str, str]) -> None:
    """Losses and the model's own answers land in the folder."""
    measure_losses(read_config(folder.parent / "run.yaml"), folder.parent, folder)
