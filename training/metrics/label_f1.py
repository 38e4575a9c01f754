"""Example-based F1 of sets of labels: one figure per question, so that two models can be compared in pairs."""

from collections.abc import Sequence

from training.metrics import Answered, Metric, Score
from training.metrics._labels import label_sets, unreadable
from training.metrics._scored import f1, scored

FITS = ("multilabel",)


def label_f1(*, ignore_case: bool = True) -> Metric:
    """Mean over questions of the F1 between the labels said and wanted (Tsoumakas, Katakis and Vlahavas 2010).

    No label where none is wanted is right. Parts: share of questions with exactly the wanted set, and of unreadable
    answers, which score 0.

    Args:
        ignore_case: Whether upper and lower case are the same.
    """

    def metric(answers: Sequence[Answered]) -> Score:
        sets = label_sets(answers, ignore_case)
        same = sum(one.said == one.wanted for one in sets) / len(sets) if sets else 0.0
        items = (f1(one.hits, len(one.said), len(one.wanted)) for one in sets)
        return scored(items, {"same_set": same, "unreadable": unreadable(sets)})

    return metric
