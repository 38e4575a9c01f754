"""Clusters as stars: every member is at the threshold with the one that stays, however long the chains were."""

from collections.abc import Callable

import numpy as np

Compare = Callable[[np.ndarray, np.ndarray], np.ndarray]


def stars(chain: np.ndarray, rank: np.ndarray, alike: Compare) -> np.ndarray:
    """Cut chains into stars: the best row takes all that resemble it, the best of the rest the next, and so on.

    Args:
        chain: int64 (n,), the connected component of each row.
        rank: int64 (n,), the order in which rows are preferred, 0 first.
        alike: Called with two int64 arrays of rows; bool, which pairs are at the threshold.

    Returns:
        int64 (n,): the centre of each row's star, itself where it stays.
    """
    centre = np.arange(chain.size)
    crowded = np.bincount(chain, minlength=chain.size)[chain] > 1 if chain.size else np.zeros(0, bool)
    left = np.flatnonzero(crowded)
    left = left[np.lexsort((rank[left], chain[left]))]
    while left.size:
        first = np.ones(left.size, bool)
        first[1:] = chain[left[1:]] != chain[left[:-1]]
        best = left[first][np.cumsum(first) - 1]
        taken = first.copy()
        taken[~first] = alike(best[~first], left[~first])
        centre[left[taken]] = best[taken]
        left = left[~taken]
    return centre
