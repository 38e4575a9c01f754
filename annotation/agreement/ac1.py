"""Gwet's AC1 (2008, "Computing inter-rater reliability and its variance in the presence of high agreement").

Any number of raters, any of whom may have left items out. Its agreement by chance, Σ_k π_k(1 − π_k)/(q − 1) with π_k
the mean share of raters who say k and q the number of values, stays small where nearly everything has one value. There
κ and α collapse although people hardly ever differ (the "kappa paradox").
"""

import numpy as np

from annotation.agreement.ratings import Patterns, Ratings
from annotation.agreement.raw import observed
from annotation.agreement.resample import Coefficient, Parts, Resampling, Weights, coefficient, disagreements


def ac1(found: Ratings, values: int | None = None, how: Resampling = Resampling()) -> Coefficient | None:
    """AC1 with its interval; None without items in common.

    Items with a single rating say how common each value is, as in the paper; the interval takes that as known.

    Args:
        found: The ratings.
        values: How many values there are to choose from; by default those that occur. Fewer than occur count as those.
        how: The resampling.
    """
    patterns = found.patterns
    if not len(patterns.items):
        return None
    lone = found.value[(found.sizes == 1)[found.item]]
    single = np.bincount(lone, minlength=len(found.values)).astype(float)
    q = max(len(found.values), values or 0, 2)
    return coefficient(
        lambda weights: _parts(patterns, weights, single, q), patterns.items, disagreements(patterns), how
    )


def _parts(patterns: Patterns, weights: Weights, single: np.ndarray, q: int) -> Parts:
    shares = (weights / patterns.raters) @ patterns.counts + single
    shares = shares / (weights.sum(axis=1) + single.sum())[:, None]
    return observed(patterns, weights), (shares * (1 - shares)).sum(axis=1) / (q - 1)
