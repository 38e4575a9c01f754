"""When training has stopped getting better, told from the figures alone, so that a resumed run decides the same."""

from collections.abc import Iterable, Mapping
from typing import Any


def since_best(history: Iterable[Mapping[str, Any]], metric: str = "eval_loss", *, higher: bool = False) -> int:
    """How many validations there were since the best one.

    Args:
        history: What was logged so far, in order.
        metric: The figure that decides.
        higher: Whether more of it is better.
    """
    figures = [float(row[metric]) for row in history if metric in row]
    if not figures:
        return 0
    best = max(figures) if higher else min(figures)
    return len(figures) - 1 - figures.index(best)
