"""Every n-gram of some items, and where it stands in them."""

from dataclasses import dataclass

import numpy as np

_SPARSE = 16
"""Places in the first look per gram: one foreign gram in so many needs a second look."""


@dataclass(frozen=True, slots=True)
class GramIndex:
    """Distinct n-grams in ascending order with their occurrences.

    Attributes:
        grams: uint64 (g,), distinct and sorted.
        starts: int64 (g + 1,), where each gram's occurrences start.
        items: int64, the item of each occurrence, ascending within a gram.
        places: int64, the number of the gram within its item.
        seen: bool, a power of two of places; the one a gram's low bits name is set if the gram may be here.
    """

    grams: np.ndarray
    starts: np.ndarray
    items: np.ndarray
    places: np.ndarray
    seen: np.ndarray

    @classmethod
    def of(cls, hashes: np.ndarray, items: np.ndarray, places: np.ndarray) -> "GramIndex":
        """The index of occurrences given in the order of items."""
        order = np.argsort(hashes, kind="stable")
        grams, starts = np.unique(hashes[order], return_index=True)
        seen = np.zeros(1 << max(10, int(_SPARSE * grams.size).bit_length()), bool)
        seen[_low_bits(grams, seen)] = True
        return cls(grams, np.append(starts, hashes.size), items[order], places[order], seen)

    def find(self, hashes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """int64: which of `hashes` are here, and the number of the gram each of these is."""
        likely = np.flatnonzero(self.seen[_low_bits(hashes, self.seen)])
        if not self.grams.size:
            return likely, likely
        at = np.minimum(np.searchsorted(self.grams, hashes[likely]), self.grams.size - 1)
        here = self.grams[at] == hashes[likely]
        return likely[here], at[here]


def _low_bits(hashes: np.ndarray, seen: np.ndarray) -> np.ndarray:
    return (hashes & np.uint64(seen.size - 1)).astype(np.int64)
