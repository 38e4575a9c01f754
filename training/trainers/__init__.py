"""Trainers: one file each, self-contained on purpose; a factory that returns the work of one run.

They run inside the worker process and may import torch at the top of their functions, never of their files. Beside the
factory a file may say

* `READS`: the task kinds whose snapshots it can train on, such as `("rank",)` for pairs; without it, those of the
  project's own kind;
* `DEFAULTS`: options of a run that are right for this trainer (a learning rate above all), and `TINY`: those that are
  right on the demo's tiny base.
"""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pipelines.core.registry import Registry
from training.config import RunConfig
from training.loop.reporter import Reporter

TRAINERS = Registry("training.trainers")


Trainer = Callable[[RunConfig, Path, Reporter], None]
"""Trains by the configuration into the run folder: checkpoints on the way, `model/` at the end."""


def reads(name: str) -> tuple[str, ...]:
    """The task kinds a trainer reads, empty where it takes the project's own."""
    return _said(name, "READS", ())


def defaults(name: str, tiny: bool = False) -> Mapping[str, Any]:
    """Options of `RunConfig` that a trainer wants unless a recipe or a person says otherwise."""
    return {**_said(name, "DEFAULTS", {}), **(_said(name, "TINY", {}) if tiny else {})}


def _said(name: str, word: str, otherwise: Any) -> Any:
    return getattr(sys.modules[TRAINERS.get(name).__module__], word, otherwise)
