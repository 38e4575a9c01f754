"""Two models on the same items: the difference with its interval, and whether it is proven."""

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.core.intervals import Difference, bootstrap, mcnemar_exact, proof_size, wilson

_ALPHA = 0.05
_FEWEST = 6
"""One-sided changes from which the exact test (McNemar 1947) can prove a difference: 2 · 0.5⁶ < 0.05."""
_NOTHING = 1e-6
"""Differences below this are rounding."""
_REPEATS = 4000
"""Resamples; holds the ends of an interval to about a tenth of a point at a few hundred items."""
_FEW_REPEATS, _FEWEST_REPEATS, _MEASURED = 400, 100, 400_000
"""The same where a metric has no value per item and must be measured anew in each resample: fewer on a large set, so
that about so many items are measured altogether."""

Groups = Sequence[Hashable]
"""One key per item: items of one key (a patient, a document) are drawn together, for they are no independent proof."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One model minus another on one set, as shares, over n paired items; above 0 the first is better.

    Attributes:
        difference: On all items.
        low: Lower end of the 95 % interval.
        high: Upper end.
        n: Items that both answered.
        gained: Items that only the first model has right; None where an item is not simply right or wrong.
        lost: Items that only the second has right.
        p: Two-sided p-value that there is no difference; None where gained and lost say it.
        groups: Independent groups of items; None where each item is one.
    """

    difference: float
    low: float
    high: float
    n: int
    gained: int | None = None
    lost: int | None = None
    p: float | None = None
    groups: int | None = None

    @property
    def units(self) -> int:
        """Independent pieces of evidence."""
        return self.n if self.groups is None else self.groups

    @property
    def proven(self) -> bool:
        """Whether a test sees a difference: resampling a handful of equal items sees no spread at all."""
        p = mcnemar_exact(self.gained or 0, self.lost or 0) if self.p is None else self.p
        return p < _ALPHA

    def within(self, margin: float) -> bool:
        """Whether the interval lies inside the margin, over enough items to have seen a change that large."""
        return self.kept(margin) and self.high < margin

    def kept(self, margin: float) -> bool:
        """Whether a loss beyond the margin is ruled out, over enough items to have seen one."""
        return self.low > -margin and self.units >= proof_size(margin)


def compare_items(a: Sequence[float], b: Sequence[float], groups: Groups | None = None) -> Compared:
    """Mean of `a` minus mean of `b`, one value per item of each, larger being better.

    The interval resamples groups (cluster bootstrap, Field and Welsh 2007). The test is McNemar's exact one where
    every item is right or wrong and stands for itself, else a random flip of each group's sign.
    """
    gaps = np.asarray(a, float) - np.asarray(b, float)
    binary = set(a) | set(b) <= {0.0, 1.0}
    sums, sizes = _grouped(gaps, groups)
    seen = bootstrap(lambda rows: sums[rows].sum(1) / sizes[rows].sum(1), len(sums), repeats=_REPEATS)
    gained, lost = int((gaps > 0).sum()), int((gaps < 0).sum())
    alone = len(sums) == len(gaps)
    p = mcnemar_exact(gained, lost) if binary and alone else flip_p(sums)
    changes = (gained, lost) if binary else (None, None)
    return Compared(*seen, len(gaps), *changes, p=p, groups=None if alone else len(sums))


def compare_values(
    value: Callable[[int, NDArray[np.integer]], float], n: int, groups: Groups | None = None
) -> Compared:
    """Value of the first model minus that of the second, for a metric that has no value per item.

    Args:
        value: `value(0, rows)` of the first model on these items, `value(1, rows)` of the second; larger is better.
        n: Items.
        groups: What is drawn together.
    """
    seen, resampled, units = _resample(lambda rows: value(0, rows) - value(1, rows), n, groups)
    beyond = min((resampled <= 0).sum(), (resampled >= 0).sum()) + 1
    p = min(1.0, 2 * float(beyond) / (len(resampled) + 1))
    return Compared(*seen, n, p=p, groups=None if units == n else units)


def interval_of_value(
    value: Callable[[NDArray[np.integer]], float], n: int, groups: Groups | None = None
) -> tuple[float, float]:
    """The 95 % interval of a metric that has no value per item: measured anew in each resample.

    Args:
        value: The metric on these items.
        n: Items.
        groups: What is drawn together.
    """
    return _resample(value, n, groups)[0][1:]


def interval_of(items: Sequence[float], groups: Groups | None = None) -> tuple[float, float]:
    """The 95 % interval of one model's mean: Wilson's for shares of items that stand for themselves, else resampled."""
    values = np.asarray(items, float)
    sums, sizes = _grouped(values, groups)
    binary = set(items) <= {0.0, 1.0}
    if binary and (len(sums) == len(values) or values.min() == values.max()):
        return tuple(wilson(len(sums) if values.all() else int(values.sum()), len(sums)))
    return tuple(bootstrap(lambda rows: sums[rows].sum(1) / sizes[rows].sum(1), len(sums), repeats=_REPEATS)[1:])


def flip_p(sums: NDArray[np.floating], repeats: int = _REPEATS, seed: int = 0) -> float:
    """Two-sided p-value that a paired difference is 0: the share of random flips of sign that lie as far from 0.

    For items that are right or wrong this is McNemar's test; it never falls below 1 / (repeats + 1).
    """
    moved = sums[np.abs(sums) > _NOTHING]
    if not len(moved):
        return 1.0
    signs = np.random.default_rng(seed).choice((-1.0, 1.0), size=(repeats, len(moved)))
    as_far = int((np.abs(signs @ moved) >= abs(moved.sum()) - _NOTHING).sum())
    return (as_far + 1) / (repeats + 1)


def holm(values: Sequence[float]) -> list[float]:
    """P-values corrected for having looked in several places (Holm 1979), in the order they were given."""
    adjusted, largest = [0.0] * len(values), 0.0
    for rank, place in enumerate(sorted(range(len(values)), key=lambda i: values[i])):
        largest = max(largest, min(1.0, (len(values) - rank) * values[place]))
        adjusted[place] = largest
    return adjusted


def records_to_settle(seen: Compared, margin: float) -> int:
    """Further items after which this difference would be proven, or proven to be within the margin.

    The width of an interval shrinks with the square root of the items.
    """
    reach, size = (seen.high - seen.low) / 2, abs(seen.difference)
    needed = [math.inf, math.inf]
    if size > _NOTHING:
        needed[0] = max(_FEWEST / size, seen.units * (reach / size) ** 2)
    if margin - size > _NOTHING:
        needed[1] = max(proof_size(margin), seen.units * (reach / (margin - size)) ** 2)
    return max(1, math.ceil(min(needed) * seen.n / seen.units - _NOTHING) - seen.n)


def records_to_keep(seen: Compared, margin: float) -> int:
    """Further items after which a loss beyond the margin would be ruled out, if the difference stays as it is."""
    reach, room = seen.difference - seen.low, seen.difference + margin
    if room <= _NOTHING:
        return records_to_settle(seen, margin)
    needed = max(proof_size(margin), seen.units * (reach / room) ** 2)
    return max(1, math.ceil(needed * seen.n / seen.units - _NOTHING) - seen.n)


def _resample(
    value: Callable[[NDArray[np.integer]], float], n: int, groups: Groups | None
) -> tuple[Difference, NDArray[np.floating], int]:
    """The value with its interval, the resampled values, and how many groups there are."""
    members = _members(n, groups)
    drawn: list[NDArray[np.floating]] = []

    def statistic(chosen: NDArray[np.integer]) -> NDArray[np.floating]:
        drawn.append(np.array([value(np.concatenate([members[group] for group in one])) for one in chosen]))
        return drawn[-1]

    repeats = max(_FEWEST_REPEATS, min(_FEW_REPEATS, _MEASURED // max(1, n)))
    seen = bootstrap(statistic, len(members), repeats=repeats)
    return seen, np.concatenate(drawn[1:]), len(members)  # the first is that of the whole


def _grouped(values: NDArray[np.floating], groups: Groups | None) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """Sum and number of the values of each group."""
    if groups is None:
        return values, np.ones(len(values))
    numbers = _numbers(groups)
    return np.bincount(numbers, values), np.bincount(numbers).astype(float)


def _members(n: int, groups: Groups | None) -> list[NDArray[np.integer]]:
    if groups is None:
        return list(np.arange(n)[:, None])
    numbers = _numbers(groups)
    order = np.argsort(numbers, kind="stable")
    return np.split(order, np.cumsum(np.bincount(numbers))[:-1])


def _numbers(groups: Groups) -> NDArray[np.integer]:
    known: dict[Hashable, int] = {}
    return np.array([known.setdefault(key, len(known)) for key in groups], dtype=np.int64)
