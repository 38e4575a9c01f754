"""Clusters as connected components of pairs, by union-find."""

import numpy as np

from pipelines.core.kernels import kernel


@kernel
def components(rows: int, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """int64 (rows,): the smallest row that each row is linked to, itself when alone."""
    parent = np.arange(rows)
    for pair in range(left.size):
        a, b = _root(parent, left[pair]), _root(parent, right[pair])
        parent[max(a, b)] = min(a, b)
    for row in range(rows):
        # Parents are never larger, so the parent of this row has its root already.
        parent[row] = parent[parent[row]]
    return parent


@kernel
def _root(parent: np.ndarray, row: int) -> int:
    while parent[row] != row:
        parent[row] = parent[parent[row]]
        row = parent[row]
    return row
