"""Exact match: the share of answers that say exactly what was expected."""

from collections.abc import Sequence

from training.metrics import Answered, Metric, Score
from training.metrics._normal import normal

FITS = ("classify", "verdict", "generate", "edit", "multilabel", "spans")


def exact_match(*, ignore_case: bool = True) -> Metric:
    """Share of answers equal to the expected one after trimming white space.

    Args:
        ignore_case: Whether upper and lower case are the same.
    """

    def metric(answers: Sequence[Answered]) -> Score:
        items = tuple(float(normal(one.expected, ignore_case) == normal(one.answered, ignore_case)) for one in answers)
        return Score(sum(items) / len(items) if items else 0.0, items)

    return metric
