"""Where the curves of training and validation part: the sign of a model that begins to learn its rows by heart."""

from collections.abc import Iterable, Mapping
from typing import Any


def parting(rows: Iterable[Mapping[str, Any]]) -> int | None:
    """The step after which validation only got worse while training got better; None where they never part.

    Args:
        rows: Rows of metrics.jsonl, with `step` and, in some of them, `loss` or `eval_loss`.
    """
    rows = list(rows)
    held = [(row["step"], float(row["eval_loss"])) for row in rows if "eval_loss" in row]
    seen = [(row["step"], float(row["loss"])) for row in rows if "loss" in row]
    if not held or not seen:
        return None
    step, lowest = min(held, key=lambda point: (point[1], -point[0]))  # of equal ones the last: up to there it held
    later = [loss for at, loss in held if at > step]
    before = [loss for at, loss in seen if at <= step]
    after = [loss for at, loss in seen if at > step]
    if not later or not after or not before or min(later) <= lowest:
        return None
    return step if after[-1] < before[-1] else None
