"""People's seconds: what a record takes, and what that makes for many records in hours, share saved and money."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.core.errors import VerilodeError

REPEATS = 2000
_CELLS = 2_000_000


@dataclass(frozen=True, slots=True)
class Rates:
    """Prices: of an hour of review, and of the model, as what was spent or per record, or both."""

    reviewer_per_hour: float
    model_spent: float = 0.0
    model_per_record: float = 0.0
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Bounded:
    """A figure with its bootstrap interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds per record, each counted up to the cap; `capped`: how many took longer. None without timed records."""

    records: int
    median: float | None
    mean: float | None
    capped: int


@dataclass(frozen=True, slots=True)
class Totals:
    """`records` by hand and with suggestions: people's hours, the share of them saved, and money at known prices."""

    records: int
    hours_by_hand: Bounded
    hours: Bounded
    saved: Bounded
    money_by_hand: Bounded | None
    money: Bounded | None
    money_saved: Bounded | None


@dataclass(frozen=True, slots=True, eq=False)
class Means:
    """Mean seconds, blind and with a suggestion: the measured ones first, then one per resample."""

    blind: NDArray[np.floating]
    assisted: NDArray[np.floating]


def capped_seconds(seconds: Sequence[float], cap: float) -> NDArray[np.floating]:
    """The seconds, each counted up to the cap.

    Raises:
        VerilodeError: for a cap or seconds that are none.
    """
    known = np.asarray(seconds, float)
    if not cap > 0:
        raise VerilodeError(f"the cap must be a number of seconds above 0, not {cap}")
    if not np.isfinite(known).all() or (known < 0).any():
        raise VerilodeError("seconds must be numbers from 0 up; leave out records whose time is not known")
    return np.minimum(known, cap)


def pace(capped: NDArray[np.floating], seconds: Sequence[float], cap: float) -> Pace:
    """Median and mean of the capped seconds, and how many were capped."""
    if not len(capped):
        return Pace(0, None, None, 0)
    over = int(np.count_nonzero(np.asarray(seconds, float) > cap))
    return Pace(len(capped), float(np.median(capped)), float(capped.mean()), over)


def mean_seconds(blind: NDArray[np.floating], assisted: NDArray[np.floating], seed: int) -> Means:
    """Both means and their resamples; those of no assisted record are 0.

    Raises:
        VerilodeError: where no blind answer took any time, so that nothing can be compared with it.
    """
    if not blind.any():
        raise VerilodeError("all blind answers took 0 seconds: their time was not measured")
    rng = np.random.default_rng(seed)
    of_blind = _resampled_means(blind, rng)
    return Means(of_blind, _resampled_means(assisted, rng) if len(assisted) else np.zeros_like(of_blind))


def _resampled_means(seconds: NDArray[np.floating], rng: np.random.Generator) -> NDArray[np.floating]:
    """The mean, then that of each resample; a resample without a second of work takes the smallest of the others."""
    n = len(seconds)
    size = max(1, _CELLS // n)
    blocks = [min(size, REPEATS - start) for start in range(0, REPEATS, size)]
    drawn = np.concatenate([seconds[rng.integers(0, n, (rows, n), np.int32)].mean(axis=1) for rows in blocks])
    least = drawn[drawn > 0].min() if (drawn > 0).any() else 0.0
    return np.concatenate([[seconds.mean()], np.maximum(drawn, least)])


def totals(means: Means, records: int, blind: int, assisted: int, rates: Rates | None, level: float) -> Totals:
    """What `records` take by hand, and what they take with `blind` and `assisted` ones touched and the rest not."""
    by_hand = records * means.blind / 3600
    hours = (blind * means.blind + assisted * means.assisted) / 3600
    money: list[Bounded | None] = [None, None, None]
    if rates:
        model = rates.model_spent + rates.model_per_record * records
        before, after = by_hand * rates.reviewer_per_hour, hours * rates.reviewer_per_hour + model
        money = [bounded(amount, level) for amount in (before, after, before - after)]
    share = 1 - hours / by_hand
    return Totals(records, *(bounded(figure, level) for figure in (by_hand, hours, share)), *money)


def bounded(figures: NDArray[np.floating], level: float) -> Bounded:
    """The first figure, and the percentile interval of the others."""
    low, high = np.quantile(figures[1:], [(1 - level) / 2, (1 + level) / 2])
    return Bounded(float(figures[0]), float(low), float(high))
