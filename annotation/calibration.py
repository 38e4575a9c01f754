"""How much a confidence is worth, from suggestions that people have checked: ranking, calibration, and plain figures.

Ranking is what the certificate lives on: the AUROC is the probability that a right suggestion is more trusted than a
wrong one, ties counting half, with DeLong's interval (DeLong, DeLong and Clarke-Pearson 1988) on the logit scale.
Calibration is whether the stated number is the share that is right. Only a random audit answers for all suggestions;
`basis` says which records were checked.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit, logit, ndtri

from pipelines.core.errors import VerilodeError
from pipelines.core.intervals import clopper_pearson, wilson

FEWEST = 30
"""Checked suggestions below which nothing is said."""

BINS = 10
FEWEST_IN_BIN = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Suggestions of about equal confidence: its range and mean, their count, and the share right (Wilson)."""

    lowest: float
    highest: float
    confidence: float
    count: int
    right: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """`stated` and `right_share`: mean confidence and share right. `ece`: mean gap of the bins, weighted by count.

    `unknown`: checked suggestions without a confidence, left out. Figures are None where `enough` is false; `reason`
    says what is missing.
    """

    basis: str
    checked: int
    wrong: int
    unknown: int
    stated: float | None
    right_share: float | None
    auroc: float | None
    auroc_low: float | None
    auroc_high: float | None
    ece: float | None
    brier: float | None
    bins: tuple[Bin, ...]
    level: float
    enough: bool
    reason: str
    sentence: str

    def to_json(self) -> dict[str, Any]:
        """As a JSON object."""
        return asdict(self)


def calibration(
    confidence: Sequence[float | None] | ArrayLike, right: ArrayLike, basis: str, level: float = 0.95
) -> Calibration:
    """The worth of a confidence.

    Args:
        confidence: Of each checked suggestion, from 0 to 1; None or NaN where unknown.
        right: Whether the suggestion was right.
        basis: Which suggestions were checked, in words.
        level: Confidence of the intervals.

    Raises:
        VerilodeError: for a confidence outside 0 and 1.
    """
    trust, is_right = np.asarray(confidence, float), np.asarray(right, bool)
    if trust.shape != is_right.shape or trust.ndim != 1:
        raise ValueError(f"confidence and right must be one value per suggestion, not {trust.shape}, {is_right.shape}")
    known = ~np.isnan(trust)
    unknown = int(np.count_nonzero(~known))
    trust, is_right = trust[known], is_right[known]
    if ((trust < 0) | (trust > 1)).any():
        raise VerilodeError("a confidence must lie between 0 and 1 (95 % is 0.95)")
    wrong = int(np.count_nonzero(~is_right))
    reason = _missing(len(trust), wrong)
    figures = _nothing() if reason else _figures(trust, is_right, level)
    sentence = f"Nothing can be said about the confidence yet: {reason}." if reason else _sentence(figures)
    counts = {"basis": basis, "checked": len(trust), "wrong": wrong, "unknown": unknown}
    return Calibration(**counts, **figures, level=level, enough=not reason, reason=reason, sentence=sentence)


def auroc(confidence: ArrayLike, right: ArrayLike, level: float = 0.95) -> tuple[float, float, float]:
    """The AUROC and the ends of its interval, from suggestions of which some are right and some wrong.

    Where right and wrong ones do not overlap at all DeLong's variance is 0; the interval then comes from as many
    independent pairs as the smaller side has.
    """
    trust, is_right = np.asarray(confidence, float), np.asarray(right, bool)
    good, bad = trust[is_right], trust[~is_right]
    above = _share_below(good, bad)  # for each right one, the share of wrong ones below it
    area = float(above.mean())
    below = 1 - _share_below(bad, good)
    variance = sum(float(part.var(ddof=1)) / len(part) if len(part) > 1 else 0.25 for part in (above, below))
    if not 0 < area < 1:
        pairs = min(len(good), len(bad))
        return area, *clopper_pearson(round(area * pairs), pairs, level)
    reach = float(ndtri((1 + level) / 2)) * variance**0.5 / (area * (1 - area))
    return area, float(expit(logit(area) - reach)), float(expit(logit(area) + reach))


def curve(confidence: ArrayLike, right: ArrayLike, level: float = 0.95) -> tuple[Bin, ...]:
    """The calibration curve: bins of about equally many suggestions, those of equal confidence never apart."""
    order = np.argsort(np.asarray(confidence, float), kind="stable")
    trust, is_right = np.asarray(confidence, float)[order], np.asarray(right, bool)[order]
    n = len(trust)
    _, first, place, counts = np.unique(trust, return_index=True, return_inverse=True, return_counts=True)
    middle = (first + counts / 2)[place]
    bins = max(1, min(BINS, n // FEWEST_IN_BIN))
    starts = np.unique(np.floor(middle * bins / max(n, 1)), return_index=True)[1]
    parts = zip(np.split(trust, starts[1:]), np.split(is_right, starts[1:]), strict=True)
    return tuple(_bin(part, good, level) for part, good in parts if len(part))


def _bin(trust: NDArray[np.floating], right: NDArray[np.bool_], level: float) -> Bin:
    n, hits = len(trust), int(np.count_nonzero(right))
    span = float(trust[0]), float(trust[-1])
    return Bin(*span, float(trust.mean()), n, hits, hits / n, *wilson(hits, n, level))


def _share_below(of: NDArray[np.floating], among: NDArray[np.floating]) -> NDArray[np.floating]:
    ordered = np.sort(among)
    return (np.searchsorted(ordered, of, "left") + np.searchsorted(ordered, of, "right")) / (2 * len(among))


def _figures(trust: NDArray[np.floating], right: NDArray[np.bool_], level: float) -> dict[str, Any]:
    area, low, high = auroc(trust, right, level)
    bins = curve(trust, right, level)
    gaps = sum(one.count * abs(one.confidence - one.share) for one in bins)
    return {
        "stated": float(trust.mean()),
        "right_share": float(right.mean()),
        "auroc": area,
        "auroc_low": low,
        "auroc_high": high,
        "ece": gaps / len(trust),
        "brier": float(((trust - right) ** 2).mean()),
        "bins": bins,
    }


def _nothing() -> dict[str, Any]:
    keys = ("stated", "right_share", "auroc", "auroc_low", "auroc_high", "ece", "brier")
    return {**dict.fromkeys(keys), "bins": ()}


def _missing(checked: int, wrong: int) -> str:
    if checked < FEWEST:
        return f"only {checked} suggestions with a confidence were checked, and it takes {FEWEST}"
    if wrong == 0:
        return f"none of {checked} checked suggestions was wrong"
    return f"all {checked} checked suggestions were wrong" if wrong == checked else ""


def _sentence(figures: dict[str, Any]) -> str:
    low, high = f"{figures['auroc_low']:.0%}", f"{figures['auroc_high']:.0%}"
    gap = figures["stated"] - figures["right_share"]
    stated = (
        f"{abs(gap):.0%} too {'high' if gap > 0 else 'low'} on average" if abs(gap) >= 0.005 else "right on average"
    )
    return (
        f"A right suggestion is more trusted than a wrong one in {figures['auroc']:.0%} of pairs ({low} to {high}); "
        f"the stated confidence is {stated}."
    )
