"""Exact match: the share of answers that say exactly what was expected."""

from collections.abc import Sequence

from training.metrics import Metric, Score
from training.metrics._normal import normal


def exact_match(*, ignore_case: bool = True) -> Metric:
    """Share of answers equal to the expected one after trimming white space.

    Args:
        ignore_case: Whether upper and lower case are the same.
    """

    def metric(expected: Sequence[str], answered: Sequence[str]) -> Score:
        pairs = zip(expected, answered, strict=True)
        items = tuple(float(normal(a, ignore_case) == normal(b, ignore_case)) for a, b in pairs)
        return Score(sum(items) / len(items) if items else 0.0, items)

    return metric
