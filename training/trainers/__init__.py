"""Trainers: one file each, self-contained on purpose; a factory that returns the work of one run.

They run inside the worker process and may import torch at the top of their functions, never of their files.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from pipelines.core.registry import Registry
from training.config import RunConfig

TRAINERS = Registry("training.trainers")


class Reporter(Protocol):
    """Where a trainer tells how it is going."""

    def log(self, row: dict[str, float]) -> None:
        """One row of metrics.jsonl."""


Trainer = Callable[[RunConfig, Path, Reporter], None]
"""Trains by the configuration into the run folder: checkpoints on the way, `model/` at the end."""
