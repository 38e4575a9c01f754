"""Where a run can be started: one file each, a factory with options that returns how.

A target is pure: the same run and options give the same files and line. Nothing is written or started by it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipelines.core.registry import Registry
from training.config import RunConfig

TARGETS = Registry("training.launch.targets")


@dataclass(frozen=True, slots=True)
class Launch:
    """What starts a run elsewhere.

    Args:
        files: Texts by name, relative to the run's folder.
        line: The command to type, in a shell.
    """

    files: Mapping[str, str]
    line: str


Target = Callable[[RunConfig, Path], Launch]
"""Given the run and its folder: the files and the line."""
