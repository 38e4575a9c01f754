"""Task: train by the run.yaml in the folder."""

from collections.abc import Mapping
from pathlib import Path

from training.config import read_config
from training.loop.metrics_file import MetricsFile
from training.trainers import TRAINERS


def train(folder: Path, options: Mapping[str, str]) -> None:
    """Checkpoints on the way, `model/` at the end, figures in metrics.jsonl."""
    config = read_config(folder / "run.yaml")
    TRAINERS.build(config.trainer, config.options)(config, folder, MetricsFile(folder))
