"""Macro-F1: the mean over expected classes of each one's F1, so that rare classes count as much as common ones."""

from collections import Counter
from collections.abc import Sequence

from training.metrics import Answered, Metric, Score
from training.metrics._normal import normal

FITS = ("classify", "verdict")


def macro_f1(*, ignore_case: bool = True) -> Metric:
    """Mean F1 over the classes that occur among the expected answers; an answer outside them is simply wrong.

    Args:
        ignore_case: Whether upper and lower case are the same.
    """

    def metric(answers: Sequence[Answered]) -> Score:
        wanted = [normal(one.expected, ignore_case) for one in answers]
        said = [normal(one.answered, ignore_case) for one in answers]
        right = Counter(a for a, b in zip(wanted, said, strict=True) if a == b)
        truth, guessed = Counter(wanted), Counter(said)
        scores = [2 * right[label] / (truth[label] + guessed[label]) for label in truth]
        return Score(sum(scores) / len(scores) if scores else 0.0)

    return metric
