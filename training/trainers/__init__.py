"""Trainers: one file each, self-contained on purpose; a factory that returns the work of one run.

They run inside the worker process and may import torch at the top of their functions, never of their files.
"""

from collections.abc import Callable
from pathlib import Path

from pipelines.core.registry import Registry
from training.config import RunConfig
from training.loop.reporter import Reporter

TRAINERS = Registry("training.trainers")


Trainer = Callable[[RunConfig, Path, Reporter], None]
"""Trains by the configuration into the run folder: checkpoints on the way, `model/` at the end."""
