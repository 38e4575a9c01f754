"""Rows with the same sequence of words: found by one hash each and compared no further."""

import numpy as np

from pipelines.core.kernels import kernel
from pipelines.neardup.mix import finish

U64 = np.uint64
FACTOR = U64(0xD6E8FEB86659FD93)


@kernel
def fingerprints(units: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """One uint64 per row for its whole sequence of units; n rows share one by chance with p < n² / 2^65."""
    found = np.empty(starts.size - 1, np.uint64)
    for row in range(found.size):
        own = units[starts[row] : starts[row + 1]]
        # A sum of values that depend on the place, so that no step waits for the one before it.
        value = U64(0)
        for i in range(own.size):
            value += finish(own[i] ^ (U64(i) * FACTOR))
        value = finish(value ^ U64(own.size))
        found[row] = value
    return found


def first_copies(prints: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """int64 (n,): the first row with the same fingerprint; a row of size 0 (no words) is only its own copy."""
    first = np.arange(prints.size, dtype=np.int64)
    filled = np.flatnonzero(sizes)
    order = filled[np.argsort(prints[filled], kind="stable")]
    if order.size:
        new = np.concatenate(([True], prints[order][1:] != prints[order][:-1]))
        first[order] = order[new][np.cumsum(new) - 1]
    return first
