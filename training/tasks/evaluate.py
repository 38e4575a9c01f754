"""Task: let base, tuned and promoted model answer the held-out prompts; the folder is the run's `evaluation/`."""

from collections.abc import Mapping
from pathlib import Path

from training.config import read_config
from training.evaluation import evaluate as evaluation
from training.evaluation.plan import PLAN, read_plan


def evaluate(folder: Path, options: Mapping[str, str]) -> None:
    """Outputs and report land in the folder, so that a failed evaluation does not undo the run."""
    config = read_config(folder.parent / "run.yaml")
    plan = read_plan(folder) if (folder / PLAN).exists() else None
    evaluation.evaluate(config, folder.parent, plan)
