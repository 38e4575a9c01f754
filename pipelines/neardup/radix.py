"""Sorting by key: three passes over 11 bits each, several times as fast as a sort that compares."""

import numpy as np

from pipelines.core.kernels import kernel

U64 = np.uint64
BITS = U64(11)
BUCKETS = 2048


@kernel
def sort_by_key(values: np.ndarray) -> np.ndarray:
    """uint64 values in the order of their upper 32 bits, equal ones in the order they came; `values` is used up."""
    spare = np.empty_like(values)
    for turn in range(3):
        shift = U64(32) + U64(turn) * BITS
        places = np.zeros(BUCKETS + 1, np.int64)
        for i in range(values.size):
            places[((values[i] >> shift) & U64(BUCKETS - 1)) + U64(1)] += 1
        for bucket in range(1, BUCKETS + 1):
            places[bucket] += places[bucket - 1]
        for i in range(values.size):
            value = values[i]
            bucket = (value >> shift) & U64(BUCKETS - 1)
            spare[places[bucket]] = value
            places[bucket] += 1
        values, spare = spare, values
    return values


@kernel
def keyed(keys: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """uint64 (n,): the key (uint32, of all rows) of each of `rows` above the row's number, in the order of keys."""
    values = np.empty(rows.size, np.uint64)
    for i in range(rows.size):
        values[i] = (U64(keys[rows[i]]) << U64(32)) | U64(rows[i])
    return sort_by_key(values)
