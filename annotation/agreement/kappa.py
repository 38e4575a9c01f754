"""Cohen's κ (1960, "A coefficient of agreement for nominal scales"), for two raters, because people ask for it.

Read it beside AC1 and the agreement per label: where nearly everything has one value, κ is low however well two people
agree.
"""

import numpy as np

from annotation.agreement.ratings import Ratings
from annotation.agreement.resample import Coefficient, Parts, Resampling, Weights, coefficient


def kappa(found: Ratings, how: Resampling = Resampling()) -> Coefficient | None:
    """κ of the two raters with its interval; None for more than two, or where it is 0/0."""
    pairs = found.pairs
    if len(found.raters) != 2 or not len(pairs.item):
        return None
    said = np.stack([pairs.value_a, pairs.value_b], axis=1)
    cells, items = np.unique(said, axis=0, return_counts=True)
    of_a, of_b = (np.equal.outer(cells[:, at], np.unique(cells)).astype(float) for at in (0, 1))
    same = cells[:, 0] == cells[:, 1]

    def parts(weights: Weights) -> Parts:
        n = weights.sum(axis=1)
        return weights @ same / n, ((weights @ of_a) * (weights @ of_b)).sum(axis=1) / n**2

    return coefficient(parts, items, int(items[~same].sum()), how)
