"""Valid codes: the share of answered labels that exist at all."""

from collections.abc import Callable, Sequence
from typing import Literal

from pipelines.core.errors import VerilodeError
from training.metrics import Answered, Metric, Score
from training.metrics._labels import label_list
from training.metrics._normal import normal
from training.metrics._scored import scored


def valid_codes(*, labels: Sequence[str] = (), system: Literal["", "icd-10-cm"] = "") -> Metric:
    """Share of the answered labels that are in the label set, question by question; wrong or right does not matter.

    An answer that is no list counts as one label. An empty list holds nothing invalid.

    Args:
        labels: Every label there is.
        system: A published code list to look codes up in instead.

    Raises:
        VerilodeError: when neither is given.
    """
    known = _lookup(labels, system)

    def of(one: Answered) -> float:
        said = label_list(one.answered, ignore_case=False)
        said = [normal(one.answered, ignore_case=False)] if said is None else said
        return sum(map(known, said)) / len(said) if said else 1.0

    def metric(answers: Sequence[Answered]) -> Score:
        items = [of(one) for one in answers]
        return scored(items, {"wholly_valid": sum(item == 1.0 for item in items) / max(1, len(items))})

    return metric


def _lookup(labels: Sequence[str], system: str) -> Callable[[str], bool]:
    if labels:
        return {normal(label, ignore_case=False) for label in labels}.__contains__
    if not system:
        raise VerilodeError("metric 'valid_codes' needs the option 'labels' or 'system'")

    def known(code: str) -> bool:
        import simple_icd_10_cm

        return bool(simple_icd_10_cm.is_valid_item(code))

    return known
