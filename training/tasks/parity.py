"""Task: compare a merged model with the base and adapter it came from; parity.json goes into the folder."""

import json
from collections.abc import Mapping
from pathlib import Path

from pipelines.core.files import write_atomically
from training.config import read_config
from training.models.merge import PARITY, compare_with


def parity(folder: Path, options: Mapping[str, str]) -> None:
    """`options` name the run, the model and how many prompts."""
    run = Path(options["run"])
    found = compare_with(read_config(run / "run.yaml"), run, Path(options["model"]), int(options["prompts"]))
    write_atomically(folder / PARITY, json.dumps(found.as_dict(), indent=1).encode())
