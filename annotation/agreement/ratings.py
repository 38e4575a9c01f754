"""Who answered what: from (item, rater, value) rows to the counts that all measures of agreement rest on.

Nominal agreement depends on an item only through how many raters gave it each value. Items with the same counts make
one pattern, and a resample of items is a number of times for each pattern: measures take such weights of shape
(resamples, patterns) and never loop over items.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array


@dataclass(frozen=True, eq=False)
class Ratings:
    """One entry for each rating, in the order of the items: numbers of item, rater and value, named by the tuples."""

    items: tuple[str, ...]
    raters: tuple[str, ...]
    values: tuple[str, ...]
    item: NDArray[np.int64]
    rater: NDArray[np.int64]
    value: NDArray[np.int64]

    @cached_property
    def sizes(self) -> NDArray[np.int64]:
        """How many ratings each item has."""
        return np.bincount(self.item, minlength=len(self.items))

    @property
    def overlap(self) -> int:
        """How many items have two ratings or more."""
        return int(np.count_nonzero(self.sizes > 1))

    @cached_property
    def pairs(self) -> "Pairs":
        """Every two ratings of the same item, once."""
        left, right = _pairs(self.sizes)
        return Pairs(self.item[left], self.rater[left], self.rater[right], self.value[left], self.value[right])

    @cached_property
    def patterns(self) -> "Patterns":
        """The distinct counts of values, over items with two ratings or more."""
        return _patterns(self)


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Two ratings of one item: the item, both raters (the first has the lower number) and what they said."""

    item: NDArray[np.int64]
    rater_a: NDArray[np.int64]
    rater_b: NDArray[np.int64]
    value_a: NDArray[np.int64]
    value_b: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Patterns:
    """Distinct items: `counts` of raters by value, shape (patterns, values), and how many items look like each.

    `raters`: ratings per item. `agreeing`: ordered pairs of ratings that are equal, of raters · (raters − 1).
    """

    counts: "csr_array"
    items: NDArray[np.int64]
    raters: NDArray[np.int64]
    agreeing: NDArray[np.floating]


def ratings(rows: Iterable[tuple[str, str, str]]) -> Ratings:
    """Arrange (item, rater, value) rows; where a rater answered an item again, the last answer counts."""
    last = {(item, rater): value for item, rater, value in rows}
    items, item = _numbered([key[0] for key in last])
    raters, rater = _numbered([key[1] for key in last])
    values, value = _numbered(list(last.values()))
    order = np.lexsort((rater, item))
    return Ratings(items, raters, values, item[order], rater[order], value[order])


def _numbered(words: list[str]) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    names = tuple(sorted(set(words)))
    place = {name: at for at, name in enumerate(names)}
    return names, np.array([place[word] for word in words], np.int64)


def _pairs(sizes: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Positions of both ratings of every pair within an item; ratings stand in the order of the items."""
    starts = np.cumsum(sizes) - sizes
    left, right = [], []
    for size in np.unique(sizes[sizes > 1]).tolist():
        first, second = np.triu_indices(size, 1)
        begin = starts[sizes == size][:, None]
        left.append((begin + first).ravel())
        right.append((begin + second).ravel())
    if not left:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    a, b = np.concatenate(left), np.concatenate(right)
    order = np.argsort(a, kind="stable")
    return a[order], b[order]


def _patterns(found: Ratings) -> Patterns:
    from scipy.sparse import csr_array

    shared = found.sizes > 1
    rows = np.flatnonzero(shared)
    widest = int(found.sizes.max(initial=0))
    answers = np.full((len(found.items), widest), -1, np.int64)
    place = np.arange(len(found.item)) - (np.cumsum(found.sizes) - found.sizes)[found.item]
    answers[found.item, place] = found.value
    answers = np.sort(answers[rows], axis=1)
    distinct, items = np.unique(answers, axis=0, return_counts=True) if len(rows) else (answers, np.zeros(0, np.int64))
    pattern, at = np.nonzero(distinct >= 0)
    shape = (len(distinct), len(found.values))
    counts = csr_array((np.ones(len(pattern)), (pattern, distinct[pattern, at])), shape=shape)
    counts.sum_duplicates()
    raters = np.count_nonzero(distinct >= 0, axis=1)
    squares = np.asarray(counts.multiply(counts).sum(axis=1)).ravel()
    return Patterns(counts, items, raters, squares - raters)
