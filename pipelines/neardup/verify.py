"""The verdict: exact Jaccard similarity of pairs, over the sorted sets of their shingles."""

import numpy as np
from numba import njit

from pipelines.neardup.column import TextColumn
from pipelines.neardup.options import Options
from pipelines.neardup.parallel import in_threads, spans
from pipelines.neardup.shingles import hash_shingles
from pipelines.neardup.units import hash_units
from pipelines.neardup.words import character_table

CHUNK_BYTES = 8 << 20
"""Text per chunk of pairs: the sets of one chunk are all that is held at a time, a few bytes per byte of text."""


def exact_jaccard(
    column: TextColumn, left: np.ndarray, right: np.ndarray, options: Options, *, floor: float
) -> np.ndarray:
    """float64 (m,): the similarity of rows `left[i]` and `right[i]`; -1 where it is below `floor`."""
    table = character_table()

    def one_chunk(span: tuple[int, int]) -> np.ndarray:
        a, b = left[slice(*span)], right[slice(*span)]
        rows, place = np.unique(np.concatenate((a, b)), return_inverse=True)
        units, starts = hash_units(column.data, column.offsets, rows, table, options.unit == "char")
        sets, begins = hash_shingles(units, starts, options.ngram)
        sizes = sort_sets(sets, begins)
        return jaccard(sets, begins, sizes, place[: a.size], place[a.size :], floor)

    sizes = column.byte_sizes
    chunks = spans(sizes[left] + sizes[right], CHUNK_BYTES)
    return np.concatenate([np.empty(0), *in_threads(one_chunk, chunks, "checking pairs")])


@njit(cache=True, nogil=True)
def sort_sets(shingles: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Sort each row's shingles in place, distinct ones first, and return how many are distinct (int64)."""
    sizes = np.zeros(starts.size - 1, np.int64)
    for row in range(sizes.size):
        own = shingles[starts[row] : starts[row + 1]]
        own.sort()
        for i in range(own.size):
            if i == 0 or own[i] != own[sizes[row] - 1]:
                own[sizes[row]] = own[i]
                sizes[row] += 1
    return sizes


@njit(cache=True, nogil=True)
def jaccard(
    sets: np.ndarray, starts: np.ndarray, sizes: np.ndarray, left: np.ndarray, right: np.ndarray, floor: float
) -> np.ndarray:
    """float64 (m,): |A and B| / |A or B| of the sorted sets in places `left` and `right`; -1 below `floor`."""
    found = np.empty(left.size, np.float64)
    for pair in range(left.size):
        a = sets[starts[left[pair]] : starts[left[pair]] + sizes[left[pair]]]
        b = sets[starts[right[pair]] : starts[right[pair]] + sizes[right[pair]]]
        # At least this many must be shared; one less, so that rounding can never reject a pair at the floor.
        needed = np.int64(floor / (1 + floor) * (a.size + b.size)) - 1
        both = _shared(a, b, needed)
        union = a.size + b.size - both
        value = both / union if both >= 0 and union else -1.0
        found[pair] = value if value >= floor else -1.0
    return found


@njit(cache=True, nogil=True)
def _shared(a: np.ndarray, b: np.ndarray, needed: int) -> int:
    """How many values two sorted sets share; -1 as soon as it cannot reach `needed`."""
    i = j = both = 0
    while i < a.size and j < b.size:
        if both + min(a.size - i, b.size - j) < needed:
            return -1
        x, y = a[i], b[j]
        both += x == y
        i += x <= y
        j += y <= x
    return both
