"""Which records belong together: near-duplicate clusters joined with the user's groups."""

from collections.abc import Sequence

import numpy as np


def components(keys: Sequence[Sequence[object]]) -> np.ndarray:
    """Connected components of records that share a value in any of several keys.

    Args:
        keys: One sequence of values per key, all of the same length n; `None` joins nothing.

    Returns:
        int64 (n,): for each record the index of the first record of its component.
    """
    n = len(keys[0])
    parent = list(range(n))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for values in keys:
        first: dict[object, int] = {}
        for i, value in enumerate(values):
            if value is None:
                continue
            a, b = root(first.setdefault(value, i)), root(i)
            parent[max(a, b)] = min(a, b)
    return np.fromiter((root(i) for i in range(n)), np.int64, n)
