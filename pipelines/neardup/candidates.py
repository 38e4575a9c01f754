"""Pairs worth an exact comparison: rows that share a band's key and most of their sketch."""

from collections.abc import Iterable

import numpy as np

from pipelines.core.kernels import kernel
from pipelines.core.parallel import in_threads
from pipelines.neardup.bands import fewest_agreeing
from pipelines.neardup.radix import keyed

LOW = np.uint64(0xFFFFFFFF)
HALF = np.uint64(32)

REACH = 10_000
"""In one bucket a row meets at most this many rows after it: bounds the work where thousands share a template."""
MERGE_AT = 1 << 22
"""Pairs that may wait to be put together: 32 MiB."""
PARTNERS = 128
"""In one bucket a row proposes at most this many: bounds the pairs where thousands are copies of each other."""


def candidate_pairs(keys: np.ndarray, sketches: np.ndarray, rows: np.ndarray, threshold: float) -> np.ndarray:
    """Propose pairs among the given rows, one band at a time.

    Args:
        keys: uint32 (bands, n), the band keys of all rows.
        sketches: uint8 (n, minima), the lowest byte of each minimum of all rows.
        rows: int64, ascending; the rows to be compared.
        threshold: Similarity from which on pairs are wanted.

    Returns:
        uint64, ascending and distinct: smaller row << 32 | larger row.
    """
    agreeing = fewest_agreeing(threshold, sketches.shape[1])

    def one_band(band: int) -> np.ndarray:
        return bucket_pairs(keyed(keys[band], rows), sketches, agreeing, REACH, PARTNERS)

    return merged(in_threads(one_band, range(len(keys)), "comparing bands"))


def keyed_bands(keys: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """uint64 (bands, rows): key << 32 | row of the given rows, each band ascending."""
    made = np.empty((len(keys), rows.size), np.uint64)
    for band, ordered in enumerate(in_threads(lambda band: keyed(keys[band], rows), range(len(keys)), "sorting bands")):
        made[band] = ordered
    return made


def merged(parts: Iterable[np.ndarray]) -> np.ndarray:
    """The distinct values of all parts, ascending; parts are put together as they come, so few are held twice."""
    waiting, size = [np.empty(0, np.uint64)], 0
    for part in parts:
        waiting.append(part)
        size += part.size
        if size > MERGE_AT and size > 2 * waiting[0].size:
            waiting, size = [np.unique(np.concatenate(waiting))], 0
    return np.unique(np.concatenate(waiting))


@kernel
def bucket_pairs(ordered: np.ndarray, sketches: np.ndarray, agreeing: int, reach: int, partners: int) -> np.ndarray:
    """Pairs with the same key in one band (key << 32 | row, sorted) and `agreeing` equal bytes or more."""
    pairs = np.empty(1024, np.uint64)
    used = 0
    for i in range(ordered.size):
        row = ordered[i] & LOW
        met = 0
        for j in range(i + 1, min(ordered.size, i + 1 + reach)):
            if ordered[j] >> HALF != ordered[i] >> HALF or met == partners:
                break
            other = ordered[j] & LOW
            if equal_bytes(sketches[np.int64(row)], sketches[np.int64(other)]) < agreeing:
                continue
            if used == pairs.size:
                pairs = np.concatenate((pairs, np.empty_like(pairs)))
            pairs[used] = (row << HALF) | other
            used += 1
            met += 1
    return pairs[:used].copy()


@kernel
def equal_bytes(left: np.ndarray, right: np.ndarray) -> int:
    """How many places of two sketches hold the same byte."""
    same = np.int32(0)
    for k in range(left.size):
        same += np.int32(left[k] == right[k])
    return same


def halves(pairs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The smaller and the larger row of packed pairs, int64."""
    return (pairs >> HALF).astype(np.int64), (pairs & LOW).astype(np.int64)


def packed(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The reverse of `halves`, whichever of the two rows is the smaller one."""
    return (np.minimum(one, other).astype(np.uint64) << HALF) | np.maximum(one, other).astype(np.uint64)
