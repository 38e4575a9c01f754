"""Intervals over resampled items, and what keeps them honest where hardly anybody disagreed.

The bootstrap knows no disagreement that it has not seen: twenty items of full agreement would give an interval from 1
to 1. So while fewer than `FEW` items show any disagreement, the low end is not above what the exact binomial bound on
the share of fully agreed items allows, carried over to the coefficient.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotation.agreement.ratings import Patterns
from pipelines.core.intervals import clopper_pearson

REPEATS = 2000
FEW = 5
"""Items with disagreement from which on resampling shows well enough how their number varies."""

_CELLS = 2_000_000
_MANY_PATTERNS = 2_000
"""Patterns above which drawing items is quicker than drawing the number of each pattern; free text has so many."""

_REPEATS_OF_MANY = 500

Weights = NDArray[np.floating]
"""How often each pattern occurs, shape (resamples, patterns)."""

Parts = tuple[NDArray[np.floating], NDArray[np.floating]]
"""Observed agreement and agreement by chance, one of each per resample."""


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A measure of agreement with its interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Resampling:
    """How intervals are found: `repeats` resamples of the items from `seed`, at confidence `level`."""

    repeats: int = REPEATS
    level: float = 0.95
    seed: int = 0


def coefficient(
    measure: Callable[[Weights], Parts], items: NDArray[np.int64], disagreed: int, how: Resampling
) -> Coefficient | None:
    """(observed − chance) / (1 − chance) with its interval; None where chance alone explains everything.

    Args:
        measure: Observed and chance agreement for weights of shape (resamples, patterns).
        items: How many items look like each pattern.
        disagreed: Items with any disagreement.
        how: The resampling.
    """
    observed, chance = (float(part[0]) for part in measure(items[None, :].astype(float)))
    if not np.isfinite(chance) or chance >= 1:
        return None
    drawn = resampled(lambda weights: corrected(*measure(weights)), items, how)
    low, high = ends(drawn, how.level)
    value = (observed - chance) / (1 - chance)
    if disagreed < FEW:
        low = min(low, (agreed_at_least(disagreed, int(items.sum()), how.level) - chance) / (1 - chance))
    return Coefficient(value, min(max(low, -1.0), value), max(high, value))


def corrected(observed: NDArray[np.floating], chance: NDArray[np.floating]) -> NDArray[np.floating]:
    """(observed − chance) / (1 − chance), NaN where that is 0 / 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(chance < 1, (observed - chance) / (1 - chance), np.nan)


def agreed_at_least(disagreed: int, items: int, level: float) -> float:
    """The exact lower end for the share of fully agreed items."""
    return clopper_pearson(items - disagreed, items, level).low


def ends(drawn: NDArray[np.floating], level: float) -> tuple[float, float]:
    """The percentile interval of one statistic, resamples where it is undefined left out."""
    low, high = np.nanquantile(drawn, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def resampled(
    statistic: Callable[[Weights], NDArray[np.floating]], items: NDArray[np.int64], how: Resampling
) -> NDArray[np.floating]:
    """The statistic in each resample of the items, in blocks of bounded memory."""
    rng, n, patterns = np.random.default_rng(how.seed), int(items.sum()), len(items)
    many = patterns > _MANY_PATTERNS
    repeats = min(how.repeats, _REPEATS_OF_MANY) if many else how.repeats
    size = max(1, _CELLS // max(patterns, n if many else 1))
    blocks = [min(size, repeats - start) for start in range(0, repeats, size)]
    return np.concatenate([statistic(_weights(rng, items, n, rows)) for rows in blocks])


def _weights(rng: np.random.Generator, items: NDArray[np.int64], n: int, rows: int) -> Weights:
    patterns = len(items)
    if patterns <= _MANY_PATTERNS:
        return rng.multinomial(n, items / n, rows).astype(float)
    pattern_of = np.repeat(np.arange(patterns), items)
    drawn = pattern_of[rng.integers(0, n, (rows, n))] + patterns * np.arange(rows)[:, None]
    return np.bincount(drawn.ravel(), minlength=rows * patterns).reshape(rows, patterns).astype(float)


def disagreements(patterns: Patterns) -> int:
    """Items on which not all raters agree."""
    full = patterns.raters * (patterns.raters - 1)
    return int(patterns.items[patterns.agreeing < full].sum())
