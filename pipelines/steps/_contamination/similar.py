"""Pairs of a record and an item that are near-duplicates as a whole."""

import numpy as np
import pyarrow as pa

from pipelines.neardup import cluster
from pipelines.steps._contamination.scan import Texts

NGRAM = 5
"""Words per n-gram of the Jaccard similarity, as in `dedupe`."""


def similar_pairs(
    items: pa.LargeStringArray,
    texts: pa.ChunkedArray,
    words: tuple[Texts, Texts],
    likely: np.ndarray,
    threshold: float,
) -> tuple[np.ndarray, np.ndarray]:
    """Every item and record whose sets of n-grams have a Jaccard similarity of `threshold` or more.

    Args:
        items: The items' texts.
        texts: The records' texts.
        words: What is known of the items' words, and of the records'.
        likely: int64, the records that can be similar to some item.
        threshold: Smallest similarity.

    Returns:
        int64 records and items, one row per pair.
    """
    union = pa.chunked_array([items, *texts.take(pa.array(likely)).chunks], pa.large_string())
    prints = np.concatenate((words[0].prints, words[1].prints[likely]))
    filled = np.concatenate((words[0].sizes, words[1].sizes[likely])) > 0
    _, firsts, kind = np.unique(prints, return_index=True, return_inverse=True)
    found = cluster(union.take(pa.array(firsts)), threshold=threshold, ngram=NGRAM).pairs
    alone = np.arange(firsts.size)  # copies of one another are one kind, and a pair as well
    left = np.concatenate((found[:, 0], found[:, 1], alone))
    right = np.concatenate((found[:, 1], found[:, 0], alone))
    of_items = _Members.of(kind[: len(items)], filled[: len(items)], firsts.size)
    of_records = _Members.of(kind[len(items) :], filled[len(items) :], firsts.size)
    pair, item = of_items.expand(left)
    again, record = of_records.expand(right[pair])
    return likely[record], item[again]


class _Members:
    """The rows of each kind of text."""

    def __init__(self, rows: np.ndarray, starts: np.ndarray) -> None:
        self.rows = rows
        self.starts = starts

    @classmethod
    def of(cls, kind: np.ndarray, filled: np.ndarray, kinds: int) -> "_Members":
        rows = np.flatnonzero(filled)
        counts = np.bincount(kind[rows], minlength=kinds)
        return cls(rows[np.argsort(kind[rows], kind="stable")], np.append(0, np.cumsum(counts)))

    def expand(self, kinds: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Each member of each of these kinds: the place in `kinds`, and the row."""
        counts = self.starts[kinds + 1] - self.starts[kinds]
        which = np.repeat(np.arange(kinds.size), counts)
        inside = np.arange(which.size) - (np.cumsum(counts) - counts)[which]
        return which, self.rows[self.starts[kinds][which] + inside]
