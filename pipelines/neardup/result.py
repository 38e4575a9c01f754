"""What the kernel answers: one row per text, and the pairs that were verified."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Clusters:
    """Clusters of near-duplicates among n texts, in input order.

    A cluster is a chain of verified pairs, so its ends may resemble each other less than the threshold:
    `jaccard` tells how much each dropped text shares with the kept one.

    Attributes:
        cluster: int64 (n,), the first row of the row's cluster; a lone row is its own cluster.
        keep: bool (n,), True for exactly one row of each cluster.
        duplicate_of: int64 (n,), the kept row of the cluster; -1 where the row itself is kept.
        jaccard: float64 (n,), exact similarity with the kept row; 1.0 where kept.
        pairs: int64 (m, 2), verified pairs, smaller row first, ascending. Rows with the same sequence of words
            stand for one another: each copy has one pair, with the first of them, and only the first has others.
        pair_jaccard: float64 (m,), exact similarity of each pair.
        diameter: int64 (n,), how many pairs lie between the two ends of the row's cluster; 0 where all its texts are
            the same, above 1 where a chain linked texts that may resemble each other less than the threshold. In a
            cluster of over 256 different texts it is at least so many.

    With the measure "containment" all similarities are those.
    """

    cluster: np.ndarray
    keep: np.ndarray
    duplicate_of: np.ndarray
    jaccard: np.ndarray
    pairs: np.ndarray
    pair_jaccard: np.ndarray
    diameter: np.ndarray
