"""Micro-F1 of sets of labels: every label of every answer counts the same, so common labels decide."""

from collections.abc import Sequence

from training.metrics import Answered, Metric, Score
from training.metrics._labels import label_sets, unreadable
from training.metrics._scored import f1, share

FITS = ("multilabel",)


def micro_f1(*, ignore_case: bool = True) -> Metric:
    """F1 over all labels of all answers together (Manning, Raghavan and Schütze 2008, section 13.6).

    An answer that is no JSON list of labels counts as one wrong label, and its share is the part `unreadable`.

    Args:
        ignore_case: Whether upper and lower case are the same.
    """

    def metric(answers: Sequence[Answered]) -> Score:
        sets = label_sets(answers, ignore_case)
        hits = sum(one.hits for one in sets)
        said, wanted = sum(len(one.said) for one in sets), sum(len(one.wanted) for one in sets)
        parts = {"precision": share(hits, said), "recall": share(hits, wanted), "unreadable": unreadable(sets)}
        return Score(f1(hits, said, wanted) if sets else 0.0, parts=parts)

    return metric
