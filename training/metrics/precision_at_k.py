"""Precision at k: how many of the first k labels of a ranked answer are right."""

from collections.abc import Sequence

from pipelines.core.errors import VerilodeError
from training.metrics import Answered, Metric, Score
from training.metrics._labels import label_list, label_sets
from training.metrics._scored import scored


def precision_at_k(*, k: int = 5, ignore_case: bool = True) -> Metric:
    """Share of right labels among the first k of each answer, which must name the likeliest first.

    Fewer than k labels leave the missing places wrong, so the best possible value is below 1 where fewer than k labels
    are right (Manning, Raghavan and Schütze 2008, section 8.4); it is the part `ceiling`.

    Args:
        k: How many labels to look at.
        ignore_case: Whether upper and lower case are the same.
    """
    if k < 1:
        raise VerilodeError(f"metric 'precision_at_k': k must be at least 1, not {k}")

    def metric(answers: Sequence[Answered]) -> Score:
        wanted = [one.wanted for one in label_sets(answers, ignore_case)]
        first = [(label_list(one.answered, ignore_case) or [])[:k] for one in answers]
        ceiling = sum(min(k, len(some)) for some in wanted) / (k * max(1, len(wanted)))
        items = (len(some.intersection(said)) / k for some, said in zip(wanted, first, strict=True))
        return scored(items, {"ceiling": ceiling})

    return metric
