"""Macro-F1 of sets of labels: the mean of each label's own F1, so that a rare label counts as much as a common one."""

from collections.abc import Sequence

from training.metrics import Answered, Metric, Score
from training.metrics._labels import counted, label_sets, unreadable
from training.metrics._scored import f1, mean

FITS = ("multilabel",)


def label_macro_f1(*, ignore_case: bool = True) -> Metric:
    """Mean of the F1 of every label that is expected somewhere; what is said beyond these is only wrong.

    Args:
        ignore_case: Whether upper and lower case are the same.
    """

    def metric(answers: Sequence[Answered]) -> Score:
        sets = label_sets(answers, ignore_case)
        hits, said, wanted = counted(sets)
        parts = {"labels": float(len(wanted)), "unreadable": unreadable(sets)}
        if not wanted:  # nothing to find anywhere: right as long as nothing was found
            return Score(float(bool(sets) and not said), parts=parts)
        return Score(mean([f1(hits[label], said[label], wanted[label]) for label in wanted]), parts=parts)

    return metric
