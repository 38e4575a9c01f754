"""n-grams of words or characters, each as one 64-bit hash."""

import numpy as np

from pipelines.core.kernels import kernel
from pipelines.neardup.mix import finish

U64 = np.uint64
BASE = U64(0x9DDFEA08EB382D69)


@kernel
def hash_shingles(units: np.ndarray, starts: np.ndarray, ngram: int) -> tuple[np.ndarray, np.ndarray]:
    """Hash every run of `ngram` units of each row; a row shorter than that gives one shingle of what it has.

    Args:
        units: uint64 hashes of all rows' units, one row after the other.
        starts: int64 (rows + 1,), where each row's units start.
        ngram: Units per shingle.

    Returns:
        uint64 shingle hashes in text order, repeats included, and int64 (rows + 1,) where each row's start.
    """
    rows = starts.size - 1
    begins = np.zeros(rows + 1, np.int64)
    for row in range(rows):
        count = starts[row + 1] - starts[row]
        begins[row + 1] = begins[row] + max(count - ngram + 1, min(count, 1))
    shingles = np.zeros(begins[rows], np.uint64)
    for row in range(rows):
        own = shingles[begins[row] : begins[row + 1]]
        width = min(ngram, starts[row + 1] - starts[row])
        # One pass per place in the n-gram, not per n-gram: these loops become vector instructions.
        for place in range(width):
            part = units[starts[row] + place :]
            for i in range(own.size):
                own[i] = own[i] * BASE + part[i]
        for i in range(own.size):
            own[i] = finish(own[i])
    return shingles, begins
