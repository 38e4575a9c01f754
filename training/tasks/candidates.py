"""Task: let a model answer the prompts of the folder's order.json, several times each or greedily."""

from collections.abc import Mapping
from pathlib import Path

from training.candidates.work import answer_order


def candidates(folder: Path, options: Mapping[str, str]) -> None:
    """Answers land in `parts/`, piece by piece."""
    answer_order(folder)
