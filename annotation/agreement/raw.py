"""Raw agreement: how often two raters of the same item give the same value, as an average over items."""

import numpy as np
from numpy.typing import NDArray

from annotation.agreement.ratings import Patterns
from annotation.agreement.resample import Coefficient, Resampling, Weights, coefficient, disagreements


def observed(patterns: Patterns, weights: Weights) -> NDArray[np.floating]:
    """Mean over items of the share of equal pairs of ratings, per resample."""
    share = patterns.agreeing / (patterns.raters * (patterns.raters - 1))
    return weights @ share / weights.sum(axis=1)


def raw(patterns: Patterns, how: Resampling = Resampling()) -> Coefficient | None:
    """Raw agreement with its interval; nothing is taken off for chance."""
    if not len(patterns.items):
        return None
    return coefficient(
        lambda weights: (observed(patterns, weights), np.zeros(len(weights))),
        patterns.items,
        disagreements(patterns),
        how,
    )
