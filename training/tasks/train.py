"""Task: train by the run.yaml in the folder."""

from collections.abc import Mapping
from pathlib import Path

from training.config import read_config
from training.tracking.reporters import reporters
from training.trainers import TRAINERS


def train(folder: Path, options: Mapping[str, str]) -> None:
    """Checkpoints on the way, `model/` at the end, figures in metrics.jsonl and with the trackers."""
    config = read_config(folder / "run.yaml")
    trainer = TRAINERS.build(config.trainer, config.options)
    with reporters(config, folder) as reporter:
        trainer(config, folder, reporter)
