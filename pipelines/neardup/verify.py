"""The verdict: exact similarity of pairs, over the sets of their shingles."""

import numpy as np

from pipelines.core.kernels import kernel
from pipelines.core.parallel import in_threads, spans
from pipelines.core.textcolumn import TextColumn
from pipelines.neardup.options import Options
from pipelines.neardup.sets import add, holds, mask_for, room_for, shingle_sets

CHUNK_BYTES = 8 << 20
"""Text per chunk of pairs: the sets of one chunk are all that is held at a time, a few bytes per byte of text."""


def similarities(
    column: TextColumn, left: np.ndarray, right: np.ndarray, options: Options, *, floor: float
) -> np.ndarray:
    """float64 (m,): the similarity of rows `left[i]` and `right[i]`; -1 where it is below `floor`."""
    contained = options.measure == "containment"

    def one_chunk(span: tuple[int, int]) -> np.ndarray:
        a, b = left[slice(*span)], right[slice(*span)]
        rows, place = np.unique(np.concatenate((a, b)), return_inverse=True)
        sets = shingle_sets(column, rows, options)
        return compare(*sets, place[: a.size], place[a.size :], floor, contained)

    sizes = column.byte_sizes
    chunks = spans(sizes[left] + sizes[right], CHUNK_BYTES)
    return np.concatenate([np.empty(0), *in_threads(one_chunk, chunks, "checking pairs")])


@kernel
def compare(
    values: np.ndarray,
    starts: np.ndarray,
    sizes: np.ndarray,
    left: np.ndarray,
    right: np.ndarray,
    floor: float,
    contained: bool,
) -> np.ndarray:
    """float64 (m,): similarity of the sets in places `left` and `right`; -1 below `floor`.

    That is |A and B| / |A or B|, or with `contained` |A and B| / min(|A|, |B|). Pairs with the same left set one
    after the other share the work on it.
    """
    found = np.empty(left.size, np.float64)
    slots, stamps = room_for(sizes)
    held, number, mask = -1, np.uint64(0), np.uint64(0)
    for pair in range(left.size):
        a, b = left[pair], right[pair]
        if a != held:
            held, number, mask = a, number + np.uint64(1), mask_for(sizes[a])
            for i in range(starts[a], starts[a] + sizes[a]):
                add(slots, stamps, number, mask, values[i])
        smaller, total = min(sizes[a], sizes[b]), sizes[a] + sizes[b]
        # At least this many must be shared; one less, so that rounding can never reject a pair at the floor.
        needed = np.int64(floor * smaller if contained else floor / (1 + floor) * total) - 1
        other = values[starts[b] : starts[b] + sizes[b]]
        both = _shared(slots, stamps, number, mask, other, needed) if needed <= smaller else -1
        union = smaller if contained else total - both
        value = both / union if both >= 0 and union else -1.0
        found[pair] = value if value >= floor else -1.0
    return found


@kernel
def _shared(
    slots: np.ndarray, stamps: np.ndarray, number: np.uint64, mask: np.uint64, other: np.ndarray, needed: int
) -> int:
    """How many of `other` are in set `number`; -1 as soon as it cannot reach `needed`."""
    both = 0
    spare = other.size - needed
    for i in range(other.size):
        if holds(slots, stamps, number, mask, other[i]):
            both += 1
        elif i - both >= spare:
            return -1
    return both
