"""Task: let base and tuned model of a run answer the held-out prompts; the folder is the run's `evaluation/`."""

from collections.abc import Mapping
from pathlib import Path

from training.config import read_config
from training.evaluation import evaluate as evaluation


def evaluate(folder: Path, options: Mapping[str, str]) -> None:
    """Outputs and report land in the folder, so that a failed evaluation does not undo the run."""
    run = folder.parent
    config, margin = read_config(run / "run.yaml"), float(options.get("margin", 0.02))
    evaluation.evaluate(config, run, options.get("general", ""), margin)
