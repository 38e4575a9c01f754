"""What would start a run elsewhere, before anything is written."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipelines.core.files import write_atomically
from training.config import RunConfig, write_config
from training.launch.targets import TARGETS, Launch


def dry_run(target: str, config: RunConfig, folder: Path, options: Mapping[str, Any] | None = None) -> Launch:
    """The files and the line that start a run; pure.

    Args:
        target: accelerate, slurm, skypilot or another of `TARGETS`.
        config: The run, as `training.configure.configure` gives it.
        folder: Where it goes: the project's `runs/` and its id.
        options: Options of the target.

    Raises:
        VerilodeError: for an unknown target, a wrong option, or a run that cannot be divided that way.
    """
    return TARGETS.build(target, options)(config, folder.resolve())


def write_launch(launch: Launch, config: RunConfig, folder: Path) -> None:
    """Put run.yaml and the files into the run's folder, ready for the line."""
    write_config(folder / "run.yaml", config)
    for name, text in launch.files.items():
        write_atomically(folder / name, text.encode())
