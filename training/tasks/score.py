"""Task: judge a finished run for a sweep, never on the test split; the folder is the run's `validation/`."""

import json
from collections.abc import Mapping
from pathlib import Path

from pipelines.core.files import write_atomically
from training.config import read_config
from training.sweep.score import score_run


def score(folder: Path, options: Mapping[str, str]) -> None:
    """Write score.json: the metric on validation records, the loss on general questions, and what was asked."""
    run = folder.parent
    known = float(options["base_loss"]) if "base_loss" in options else None
    general = options.get("general", "")
    found = score_run(read_config(run / "run.yaml"), run, options["metric"], int(options["rows"]), general, known)
    asked = {"metric": options["metric"], "cap": int(options["rows"]), "general": general}
    write_atomically(folder / "score.json", json.dumps({**found, "asked": asked}, indent=1).encode())
