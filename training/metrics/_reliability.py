"""How far confidences can be believed: bins, errors, and the temperature that mends them."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

_NEAR = 1e-6
"""Confidences nearer to 0 or 1 are taken as this near, so that their logits stay finite."""


class Bin(NamedTuple):
    """One point of the reliability curve: n answers, their mean confidence, and the share that was right."""

    n: int
    confidence: float
    accuracy: float


def reliability(confidence: ArrayLike, right: ArrayLike, bins: int = 10) -> list[Bin]:
    """The reliability curve over bins of equal mass, lowest confidence first.

    Equal mass, because most confidences of a language model lie near 1 and equal widths would leave bins almost empty
    (Nixon et al. 2019, section 4). Equal confidences stay in one bin, so there may be fewer bins than asked for.

    Args:
        confidence: One probability per answer.
        right: Whether each answer was right.
        bins: How many to make.
    """
    sure, hit = np.asarray(confidence, float), np.asarray(right, float)
    order = np.argsort(sure, kind="stable")
    sure, hit = sure[order], hit[order]
    starts = np.unique(np.searchsorted(sure, sure[[len(sure) * i // bins for i in range(min(bins, len(sure)))]]))
    pieces = zip(np.split(sure, starts[1:]), np.split(hit, starts[1:]), strict=True) if len(sure) else ()
    return [Bin(len(some), float(some.mean()), float(good.mean())) for some, good in pieces]


def expected_error(curve: list[Bin]) -> float:
    """Expected calibration error: mean distance of confidence and accuracy, each bin by its mass (Guo et al. 2017)."""
    n = sum(one.n for one in curve)
    return sum(one.n * abs(one.confidence - one.accuracy) for one in curve) / n if n else 0.0


def brier(confidence: ArrayLike, right: ArrayLike) -> float:
    """Mean squared distance of confidence and outcome (Brier 1950)."""
    gap = np.asarray(confidence, float) - np.asarray(right, float)
    return float(np.mean(gap**2)) if gap.size else 0.0


def cooled(confidence: ArrayLike, temperature: float) -> NDArray[np.floating]:
    """Confidences with their logits divided by the temperature; above 1 they move towards one half."""
    from scipy.special import expit, logit

    return expit(logit(np.clip(np.asarray(confidence, float), _NEAR, 1 - _NEAR)) / temperature)


def fit_temperature(confidence: ArrayLike, right: ArrayLike) -> float:
    """The temperature under which the outcomes are likeliest (Guo et al. 2017, section 4.2, on right against wrong).

    Fit it on other answers than the ones it is judged by. Bounded to 0.05 and 20, where outcomes that are all right
    or all wrong would drive it to an end.
    """
    from scipy.optimize import minimize_scalar

    hit = np.asarray(right, float)

    def unlikely(log_temperature: float) -> float:
        sure = np.clip(cooled(confidence, float(np.exp(log_temperature))), 1e-12, 1 - 1e-12)
        return -float(np.mean(hit * np.log(sure) + (1 - hit) * np.log1p(-sure)))

    found = minimize_scalar(unlikely, bounds=(np.log(0.05), np.log(20.0)), method="bounded", options={"xatol": 1e-3})
    return float(np.exp(found.x))
