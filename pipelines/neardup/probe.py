"""Looking new texts up in an index: bands propose, sketches reject, the texts themselves decide."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from pipelines.core.kernels import kernel
from pipelines.core.textcolumn import TextColumn, text_column
from pipelines.neardup.bands import fewest_agreeing
from pipelines.neardup.candidates import PARTNERS, REACH, equal_bytes, halves, merged
from pipelines.neardup.sketch import Sketches
from pipelines.neardup.verify import similarities

if TYPE_CHECKING:
    from pipelines.neardup.index import Index

U64 = np.uint64
HALF = U64(32)
LOW = U64(0xFFFFFFFF)


@dataclass(frozen=True, slots=True)
class Hits:
    """New texts that an index already holds: int64 `rows` of the new ones, ascending, int64 `found` rows of the
    index, float64 `jaccard`, exact."""

    rows: np.ndarray
    found: np.ndarray
    jaccard: np.ndarray


def matches(index: "Index", column: TextColumn, made: Sketches, threshold: float) -> Hits:
    """The best hit of every new text that has one; of equals, the earliest row of the index."""
    copy = _same_print(index, made)
    rest = np.flatnonzero((copy < 0) & (made.sizes > 0))
    agreeing = fewest_agreeing(threshold, made.minima.shape[1])
    proposed = merged(
        look_up(index.keys[band], made.keys[band], rest, made.minima, index.minima, agreeing, REACH, PARTNERS)
        for band in range(len(index.keys))
    )
    new, old = halves(proposed)
    similar = _compared(index, column, new, old, threshold)
    best = _best(new, old, similar)
    copies = np.flatnonzero(copy >= 0)
    rows = np.concatenate((copies, new[best]))
    order = np.argsort(rows)
    found, jaccard = np.concatenate((copy[copies], old[best])), np.append(np.ones(copies.size), similar[best])
    return Hits(rows[order], found[order], jaccard[order])


def _same_print(index: "Index", made: Sketches) -> np.ndarray:
    """int64: the first row of the index with the same sequence of words, or -1."""
    place = np.searchsorted(index.prints, made.prints)
    there = np.flatnonzero((place < len(index)) & (made.sizes > 0))
    there = there[index.prints[place[there]] == made.prints[there]]
    found = np.full(made.prints.size, -1, np.int64)
    found[there] = index.copies[place[there]]
    return found


def _compared(index: "Index", column: TextColumn, new: np.ndarray, old: np.ndarray, threshold: float) -> np.ndarray:
    """Exact similarity of new rows and rows of the index; -1 below the threshold."""
    asked, held = np.unique(new), np.unique(old)
    texts = [column.array.take(pa.array(asked)), index.texts.take(pa.array(held))]
    both = text_column(pa.concat_arrays(texts))
    left, right = np.searchsorted(asked, new), asked.size + np.searchsorted(held, old)
    return similarities(both, left, right, index.options, floor=threshold)


def _best(new: np.ndarray, old: np.ndarray, similar: np.ndarray) -> np.ndarray:
    """Places of the best pair of each new row."""
    true = np.flatnonzero(similar >= 0)
    order = true[np.lexsort((old[true], -similar[true], new[true]))]
    first = np.ones(order.size, bool)
    first[1:] = new[order][1:] != new[order][:-1]
    return order[first]


@kernel
def look_up(
    held: np.ndarray,
    keys: np.ndarray,
    rows: np.ndarray,
    minima: np.ndarray,
    held_minima: np.ndarray,
    agreeing: int,
    reach: int,
    partners: int,
) -> np.ndarray:
    """Pairs (new row << 32 | held row) with the same key in one band and `agreeing` equal bytes or more."""
    pairs = np.empty(1024, np.uint64)
    used = 0
    for row in rows:
        key = U64(keys[row])
        begin = np.searchsorted(held, key << HALF)
        met = 0
        for at in range(begin, min(held.size, begin + reach)):
            if held[at] >> HALF != key or met == partners:
                break
            other = held[at] & LOW
            if equal_bytes(minima[row], held_minima[np.int64(other)]) < agreeing:
                continue
            if used == pairs.size:
                pairs = np.concatenate((pairs, np.empty_like(pairs)))
            pairs[used] = (U64(row) << HALF) | other
            used += 1
            met += 1
    return pairs[:used].copy()
