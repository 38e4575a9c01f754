"""How well scores tell two groups apart, and how sure that is."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from pipelines.core.intervals import Interval


def auc(positive: ArrayLike, negative: ArrayLike) -> float:
    """Probability that a random positive scores above a random negative, ties half (Mann and Whitney 1947)."""
    ups, downs = np.sort(np.asarray(positive, float)), np.asarray(negative, float)
    below = np.searchsorted(ups, downs, side="right"), np.searchsorted(ups, downs, side="left")
    return float(1 - (below[0] + below[1]).sum() / (2 * len(ups) * len(downs)))


def auc_interval(value: float, positives: int, negatives: int, level: float = 0.95) -> Interval:
    """The score-type interval of an AUC (Newcombe 2006, method 5): it keeps a width where the AUC is 1."""
    z, half = float(ndtri((1 + level) / 2)), (positives + negatives) / 2 - 1

    def reach(theta: float) -> float:
        spread = theta * (1 - theta) / (positives * negatives)
        return z * (spread * (1 + half * (1 - theta) / (2 - theta) + half * theta / (1 + theta))) ** 0.5

    return Interval(_edge(value, reach, 0.0), _edge(value, reach, 1.0))


def _edge(value: float, reach: Callable[[float], float], end: float) -> float:
    """Between the value and one end, where the distance from the value is just its reach; found by halving."""
    inside, outside = value, end
    for _ in range(60):
        middle = (inside + outside) / 2
        inside, outside = (middle, outside) if abs(middle - value) <= reach(middle) else (inside, middle)
    return inside
