"""Task: merge a run's adapter into its base and compare; the folder is a scratch one."""

from collections.abc import Mapping
from pathlib import Path

from training.config import read_config
from training.models import merge as merging


def merge(folder: Path, options: Mapping[str, str]) -> None:
    """The merged model lands in `options["out"]`, which is there and empty."""
    run = Path(options["run"])
    merging.merge(read_config(run / "run.yaml"), run, Path(options["out"]), options["dtype"], int(options["prompts"]))
