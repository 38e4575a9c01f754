"""Everything about agreement in one answer, and whether it is enough to rest labels on.

The gate looks at the lower end of AC1's interval, as κ and α collapse where one value is common, and at labels on which
people certainly do not agree, as AC1 overall would hide a rare one.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from annotation.agreement.ac1 import ac1
from annotation.agreement.alpha import alpha
from annotation.agreement.kappa import kappa
from annotation.agreement.labels import Classes, LabelAgreement, itself, per_label
from annotation.agreement.ratings import Ratings, ratings
from annotation.agreement.raw import raw
from annotation.agreement.resample import Coefficient, Resampling
from pipelines.core.intervals import wilson

THRESHOLD = 0.6
"""From here on agreement beyond chance is usually called substantial (Landis and Koch 1977)."""

LABEL_THRESHOLD = 0.5
"""A label that a second rater chooses in fewer than half of the cases needs a better guideline."""

AT_LEAST = 30
"""Items with two answers below which no verdict is given."""


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """Two raters: how many items both answered, on what share they agree, with Wilson's interval."""

    first: str
    second: str
    items: int
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class AgreementReport:
    """Measures are None where nothing was answered twice, or where they are undefined; κ is for two raters only.

    `enough`: whether the gate passes. `reason`: why not, or on what grounds. `weak`: labels on which people certainly
    agree less than `label_threshold`.
    """

    items: int
    ratings: int
    raters: tuple[str, ...]
    overlap_items: int
    raw: Coefficient | None
    alpha: Coefficient | None
    ac1: Coefficient | None
    kappa: Coefficient | None
    per_label: tuple[LabelAgreement, ...]
    pairs: tuple[PairAgreement, ...]
    threshold: float
    label_threshold: float
    weak: tuple[str, ...]
    enough: bool
    reason: str

    def to_json(self) -> dict[str, Any]:
        """As a JSON object."""
        return asdict(self)


def agreement(
    rows: Iterable[tuple[str, str, str]],
    *,
    classes: Classes = itself,
    values: int | None = None,
    threshold: float = THRESHOLD,
    label_threshold: float = LABEL_THRESHOLD,
    at_least: int = AT_LEAST,
    how: Resampling = Resampling(),
) -> AgreementReport:
    """All measures of agreement of (item, rater, value) rows, and whether they are enough.

    Args:
        rows: Item, rater, value; where a rater answered again, the last answer counts.
        classes: The labels that a value stands for, for the agreement per label.
        values: How many values there are to choose from; by default those that occur.
        threshold: What the lower end of AC1's interval must reach.
        label_threshold: No label's agreement may certainly lie below this.
        at_least: Items with two answers that it takes for a verdict.
        how: How intervals are found.
    """
    found = ratings(rows)
    measured, labels = ac1(found, values, how), per_label(found, classes, how)
    weak = tuple(one.label for one in labels if one.high < label_threshold)
    enough, reason = _verdict(found.overlap, measured, weak, threshold, at_least)
    return AgreementReport(
        items=len(found.items),
        ratings=len(found.item),
        raters=found.raters,
        overlap_items=found.overlap,
        raw=raw(found.patterns, how),
        alpha=alpha(found.patterns, how),
        ac1=measured,
        kappa=kappa(found, how),
        per_label=labels,
        pairs=rater_pairs(found, how.level),
        threshold=threshold,
        label_threshold=label_threshold,
        weak=weak,
        enough=enough,
        reason=reason,
    )


def rater_pairs(found: Ratings, level: float = 0.95) -> tuple[PairAgreement, ...]:
    """The raw agreement of every two raters who answered an item in common, by name."""
    pairs, n = found.pairs, len(found.raters)
    keys, place, counts = np.unique(pairs.rater_a * n + pairs.rater_b, return_inverse=True, return_counts=True)
    same = np.bincount(place, pairs.value_a == pairs.value_b, len(keys)).astype(int)
    return tuple(
        PairAgreement(
            found.raters[key // n], found.raters[key % n], items, agreed / items, *wilson(agreed, items, level)
        )
        for key, items, agreed in zip(keys.tolist(), counts.tolist(), same.tolist(), strict=True)
    )


def _verdict(
    overlap: int, measured: Coefficient | None, weak: tuple[str, ...], threshold: float, at_least: int
) -> tuple[bool, str]:
    if measured is None or overlap < at_least:
        return False, f"{_records(overlap)} answered by two people or more; a verdict needs {at_least}"
    level = f"AC1 is {measured.value:.2f}, certainly above {_floored(measured.low)} ({_records(overlap)} in common)"
    if measured.low < threshold:
        return False, f"{level}, which is below {threshold:g}"
    if weak:
        return False, f"{level}, but people do not agree on {', '.join(weak)}"
    return True, level


def _floored(value: float) -> str:
    return f"{np.floor(value * 100) / 100:.2f}"


def _records(count: int) -> str:
    return f"{count} record" if count == 1 else f"{count} records"
