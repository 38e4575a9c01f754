"""How a column of numbers lies: bars for a picture, its long tails cut off."""

from dataclasses import dataclass

import numpy as np

BINS = 40
_TAIL = 0.001
"""Share of the numbers at each end that the outermost bars take in."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How a signal's values lie among the records before the filter: `counts` between `edges`, the tails cut off."""

    edges: np.ndarray
    counts: np.ndarray

    def at(self, share: float) -> float:
        """The value that so many of the records lie below, as far as the bars tell."""
        return float(np.interp(share, np.append(0, np.cumsum(self.counts)) / self.counts.sum(), self.edges))


def shape_of(values: np.ndarray) -> Shape | None:
    """The shape of these numbers, none of them missing; None where there are none.

    Whole numbers in a narrow range get a bar each, centred on the number.
    """
    if not values.size:
        return None
    low, high = np.quantile(values, (_TAIL, 1 - _TAIL))
    if whole := values.dtype.kind in "iub":
        low, high = np.floor(low), np.ceil(high)
    few = whole and high - low < BINS
    edges = np.arange(low - 0.5, high + 1) if few else np.linspace(low, high if high > low else low + 1, BINS + 1)
    counts, _ = np.histogram(np.clip(values, edges[0], edges[-1]), edges)
    return Shape(edges, counts)
