"""Krippendorff's α for nominal values (Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability").

Any number of raters, any of whom may have left items out. With n_ik of the m_i ratings of item i saying k, over items
with two ratings or more, and n_k, n their totals: observed agreement Σ_i Σ_k n_ik(n_ik − 1)/(m_i − 1)/n, agreement by
chance Σ_k n_k(n_k − 1)/(n(n − 1)).
"""

import numpy as np

from annotation.agreement.ratings import Patterns
from annotation.agreement.resample import Coefficient, Parts, Resampling, Weights, coefficient, disagreements


def alpha(patterns: Patterns, how: Resampling = Resampling()) -> Coefficient | None:
    """α with its interval; None without items in common, or where all ratings are the same and α is 0/0."""
    if not len(patterns.items):
        return None
    return coefficient(lambda weights: _parts(patterns, weights), patterns.items, disagreements(patterns), how)


def _parts(patterns: Patterns, weights: Weights) -> Parts:
    totals = weights @ patterns.counts
    n = weights @ patterns.raters
    chance = (totals * (totals - 1)).sum(axis=1) / (n * (n - 1))
    return weights @ (patterns.agreeing / (patterns.raters - 1)) / n, np.asarray(chance)
