"""Intervals and tests for shares and paired differences: how sure a count or a comparison is."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import bdtr, betaincinv, ndtri

from pipelines.core.errors import VerilodeError

_CELLS = 4_000_000
"""Entries of a resampling block: 32 MB of indices, whatever the number of items and repeats."""

Statistic = Callable[[NDArray[np.integer]], NDArray[np.floating]]
"""Indices of shape (resamples, items) to one value per resample."""


class Interval(NamedTuple):
    """A confidence interval for a share, both ends in [0, 1]."""

    low: float
    high: float


class Difference(NamedTuple):
    """A difference on the full sample with its confidence interval, in the unit of the statistic."""

    difference: float
    low: float
    high: float


def wilson(successes: int, n: int, level: float = 0.95) -> Interval:
    """Wilson's score interval for a share (1927): close to its level on average; (0, 1) for an empty sample."""
    _check_count(successes, n)
    if n == 0:
        return Interval(0.0, 1.0)
    z, share = float(ndtri((1 + level) / 2)), successes / n
    scale = 1 + z * z / n
    middle = (share + z * z / (2 * n)) / scale
    reach = z * (share * (1 - share) / n + z * z / (4 * n * n)) ** 0.5 / scale
    return Interval(0.0 if successes == 0 else middle - reach, 1.0 if successes == n else middle + reach)


def clopper_pearson(successes: int, n: int, level: float = 0.95) -> Interval:
    """The exact two-sided binomial interval for a share (Clopper and Pearson 1934): never below its level."""
    side = (1 + level) / 2
    return Interval(1 - upper_bound(n - successes, n, side), upper_bound(successes, n, side))


def upper_bound(successes: int, n: int, level: float = 0.95) -> float:
    """The exact one-sided binomial bound: with confidence `level` the true share is not above it."""
    _check_count(successes, n)
    return 1.0 if successes == n else float(betaincinv(successes + 1, n - successes, level))


def proof_size(share: float, level: float = 0.95) -> int:
    """The smallest sample which, if it shows not one success, proves the true share to be at most `share`."""
    if not (0 < share < 1 and 0 < level < 1):
        raise ValueError(f"share and level must lie between 0 and 1, not {share} and {level}")
    return int(np.ceil(np.log1p(-level) / np.log1p(-share)))


def mcnemar_exact(only_a: int, only_b: int) -> float:
    """Two-sided p-value that A and B are right equally often (McNemar 1947, exact binomial form).

    Args:
        only_a: Items that A alone has right.
        only_b: Items that B alone has right.
    """
    if min(only_a, only_b) < 0:
        raise ValueError(f"counts cannot be negative: {only_a}, {only_b}")
    return min(1.0, 2 * float(bdtr(min(only_a, only_b), only_a + only_b, 0.5)))


def paired_bootstrap(
    a: ArrayLike, b: ArrayLike, *, repeats: int = 10_000, level: float = 0.95, seed: int = 0
) -> Difference:
    """Mean of `a` minus mean of `b` over the same items, with its percentile bootstrap interval.

    Args:
        a: One value per item.
        b: One value per item, in the same order.
        repeats: Resamples of the items; ten thousand hold the ends of a 95 % interval steady to two digits.
        level: Confidence of the interval.
        seed: Equal seeds give equal intervals.

    Raises:
        VerilodeError: when there are no items.
    """
    gap = np.asarray(a, float) - np.asarray(b, float)
    if gap.ndim != 1 or np.shape(a) != np.shape(b):
        raise ValueError(f"a and b must be one value per item, not {np.shape(a)} and {np.shape(b)}")
    return bootstrap(lambda rows: gap[rows].mean(axis=1), len(gap), repeats=repeats, level=level, seed=seed)


def bootstrap(
    statistic: Statistic, items: int, *, repeats: int = 10_000, level: float = 0.95, seed: int = 0
) -> Difference:
    """Any statistic of resampled items, a paired difference above all, with its percentile bootstrap interval.

    Args:
        statistic: Takes item numbers of shape (resamples, items), returns one value for each resample.
        items: How many items there are; memory stays bounded however many.
        repeats: Resamples of the items.
        level: Confidence of the interval.
        seed: Equal seeds give equal intervals.
    """
    _check_items(items)
    rng = np.random.default_rng(seed)
    whole = float(statistic(np.arange(items)[None, :])[0])
    drawn = [statistic(rng.integers(0, items, (rows, items), np.int32)) for rows in _blocks(repeats, items)]
    return _percentile(whole, np.concatenate(drawn), level)


def paired_bootstrap_macro_f1(
    truth: Sequence[str],
    a: Sequence[str],
    b: Sequence[str],
    *,
    repeats: int = 10_000,
    level: float = 0.95,
    seed: int = 0,
) -> Difference:
    """Macro-F1 of answers `a` minus macro-F1 of answers `b`, with its percentile bootstrap interval.

    The classes are those of `truth` (in a resample: those it holds); an answer outside them is just wrong.
    A resample matters only through how often each combination (truth, a, b) came up, so these counts are drawn,
    not the items.
    """
    if not len(truth) == len(a) == len(b):
        raise ValueError(f"truth, a and b must have one answer per item, not {len(truth)}, {len(a)} and {len(b)}")
    _check_items(len(truth))
    answers = np.array([truth, a, b], dtype=str)
    cells, counts = np.unique(answers, axis=1, return_counts=True)
    classes = np.unique(answers[0])
    of_truth, of_a, of_b = (np.equal.outer(row, classes).astype(float) for row in cells)

    def difference(drawn: NDArray[np.number]) -> NDArray[np.floating]:
        return _macro_f1(drawn, of_truth, of_a) - _macro_f1(drawn, of_truth, of_b)

    rng, n = np.random.default_rng(seed), len(truth)
    blocks = _blocks(repeats, len(counts) + 4 * len(classes))
    drawn = [difference(rng.multinomial(n, counts / n, rows).astype(float)) for rows in blocks]
    return _percentile(float(difference(counts[None, :])[0]), np.concatenate(drawn), level)


def _macro_f1(
    counts: NDArray[np.number], of_truth: NDArray[np.floating], answered: NDArray[np.floating]
) -> NDArray[np.floating]:
    """Macro-F1 per row of `counts` (rows, cells), given each cell's class indicators (cells, classes)."""
    present = counts @ of_truth
    hits = counts @ (of_truth * answered)
    total = present + counts @ answered
    f1 = np.divide(2 * hits, total, out=np.zeros_like(hits), where=present > 0)
    return f1.sum(axis=1) / np.count_nonzero(present, axis=1)


def _blocks(repeats: int, width: int) -> list[int]:
    """Rows per block, so that no block of that width holds more than `_CELLS` entries."""
    if repeats < 1:
        raise ValueError(f"repeats must be at least 1, not {repeats}")
    size = max(1, _CELLS // width)
    return [min(size, repeats - start) for start in range(0, repeats, size)]


def _percentile(whole: float, drawn: NDArray[np.floating], level: float) -> Difference:
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2])
    return Difference(whole, float(low), float(high))


def _check_count(successes: int, n: int) -> None:
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} successes of {n} do not make a share")


def _check_items(items: int) -> None:
    if items < 1:
        raise VerilodeError("there is nothing to compare: no item has both answers")
