"""The share of wrong labels in all records, from reviews of a stratified draw: always weighted, with its interval.

Estimate (Cochran 1977, Sampling Techniques, ch. 5). With W_s the stratum's share of all records, n_s of its N_s records
reviewed and k_s of these wrong: p = Σ W_s k_s/n_s and Var = Σ W_s² p̃_s(1 − p̃_s)/n_s · (1 − n_s/N_s), where
p̃_s = (k_s + ½)/(n_s + 1) keeps a stratum without an error from posing as certain. The plain mean of all reviews is
never taken: it answers for the reviewed, not for the records, wherever some strata were reviewed more closely.

Interval. Wilson's, for the number of plain random reviews that would be as exact, n' = p̃(1 − p̃)/Var; it stays within
0 and 1 and holds where errors are few, which p ± z·√Var does not.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from annotation.sampling.finite import finite_interval
from pipelines.core.errors import VerilodeError
from pipelines.core.intervals import Interval


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A stratum counted: its records, how many of them were reviewed, and how many of these were wrong."""

    name: str
    records: int
    reviewed: int
    wrong: int


@dataclass(frozen=True, slots=True)
class StratumRate:
    """A stratum's share of wrong labels with its exact interval; `rate` is None where nothing was reviewed."""

    name: str
    records: int
    reviewed: int
    wrong: int
    rate: float | None
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """The share of wrong labels among all `population` records, between `low` and `high` with confidence `level`.

    `unseen`: records of strata without a review; `rate` leaves them out, the interval allows them anything. `worth`:
    how many reviews of a plain random draw each review replaced. `tuning`: how far predictions were used (λ), None
    where they were not. `rate` is None before the first review.
    """

    rate: float | None
    low: float
    high: float
    level: float
    population: int
    reviewed: int
    wrong: int
    unseen: int
    worth: float | None
    tuning: float | None
    strata: tuple[StratumRate, ...]

    def to_json(self) -> dict[str, Any]:
        """As a JSON object."""
        return {**asdict(self), "strata": [asdict(stratum) for stratum in self.strata]}


def count_reviews(strata: ArrayLike, reviewed: ArrayLike, wrong: ArrayLike) -> list[Reviewed]:
    """Count each stratum, by name.

    Args:
        strata: The stratum of each record.
        reviewed: Whether the record was drawn and reviewed.
        wrong: Whether its label was found wrong; looked at where reviewed.
    """
    names, member = np.unique(np.asarray(strata, str), return_inverse=True)
    return count_members(names.tolist(), member, np.asarray(reviewed, bool), np.asarray(wrong, bool))


def count_members(
    names: Sequence[str], member: NDArray[np.integer], reviewed: NDArray[np.bool_], wrong: NDArray[np.bool_]
) -> list[Reviewed]:
    """As `count_reviews`, from each record's place in `names`, such as the `codes` of `Strata`."""
    columns = [np.ones(len(member), bool), reviewed, reviewed & wrong]
    counts = [np.bincount(member, column, len(names)).astype(int).tolist() for column in columns]
    return [Reviewed(name, *found) for name, *found in zip(names, *counts, strict=True)]


def estimate(counts: Sequence[Reviewed], level: float = 0.95) -> Estimate:
    """The weighted estimate; one stratum alone is given its exact interval.

    Args:
        counts: All strata, those without a review too; within each the reviewed records were drawn by chance.
        level: Confidence of the intervals.

    Raises:
        VerilodeError: when there are no records.
    """
    _check(counts, level)
    population = sum(one.records for one in counts)
    seen = [one for one in counts if one.reviewed]
    covered = sum(one.records for one in seen)
    if len(seen) == 1:
        rate, interval, worth = seen[0].wrong / seen[0].reviewed, _exact(seen[0], level), 1.0
    elif seen:
        rate, smooth, variance = moments(seen)
        interval, worth = around(rate, smooth, variance, level), gain(smooth, variance, seen)
    else:
        rate, interval, worth = None, Interval(0.0, 1.0), None
    share = covered / population
    return Estimate(
        rate=rate,
        low=interval.low * share,
        high=interval.high * share + (1 - share),
        level=level,
        population=population,
        reviewed=sum(one.reviewed for one in seen),
        wrong=sum(one.wrong for one in seen),
        unseen=population - covered,
        worth=worth,
        tuning=None,
        strata=tuple(stratum_rate(one, level) for one in counts),
    )


def stratum_rate(one: Reviewed, level: float) -> StratumRate:
    """A stratum's own figure, exact whatever its size."""
    low, high = _exact(one, level)
    rate = one.wrong / one.reviewed if one.reviewed else None
    return StratumRate(one.name, one.records, one.reviewed, one.wrong, rate, low, high)


def moments(seen: Sequence[Reviewed]) -> tuple[float, float, float]:
    """The weighted rate, the same of the smoothed rates, and the variance, over strata that all have reviews."""
    records, reviewed, wrong = np.array([(one.records, one.reviewed, one.wrong) for one in seen], float).T
    weight = records / records.sum()
    smooth = (wrong + 0.5) / (reviewed + 1)
    spread = weight**2 * smooth * (1 - smooth) / reviewed * (1 - reviewed / records)
    return float(weight @ (wrong / reviewed)), float(weight @ smooth), float(spread.sum())


def around(rate: float, smooth: float, variance: float, level: float) -> Interval:
    """Wilson's interval around `rate` for as many plain random reviews as give this variance.

    Args:
        rate: The estimate, from 0 to 1.
        smooth: An estimate that is neither 0 nor 1, for the variance of a single review.
        variance: Variance of the estimate; 0 where everything was reviewed.
        level: Confidence of the interval.
    """
    if variance <= 0:
        return Interval(rate, rate)
    n = smooth * (1 - smooth) / variance
    z = float(ndtri((1 + level) / 2))
    middle = (rate + z * z / (2 * n)) / (1 + z * z / n)
    reach = z * (rate * (1 - rate) / n + z * z / (4 * n * n)) ** 0.5 / (1 + z * z / n)
    return Interval(max(0.0, middle - reach), min(1.0, middle + reach))


def gain(smooth: float, variance: float, seen: Sequence[Reviewed]) -> float | None:
    """Variance of a plain random draw of the same size, over this one; None where everything was reviewed."""
    records, reviewed = sum(one.records for one in seen), sum(one.reviewed for one in seen)
    plain = smooth * (1 - smooth) / reviewed * (1 - reviewed / records)
    return plain / variance if variance > 0 else None


def _exact(one: Reviewed, level: float) -> Interval:
    return finite_interval(one.wrong, one.reviewed, one.records, level)


def _check(counts: Sequence[Reviewed], level: float) -> None:
    if not 0 < level < 1:
        raise VerilodeError(f"the level must lie between 0 and 1 (95 % is 0.95), not {level}")
    for one in counts:
        if not 0 <= one.wrong <= one.reviewed <= one.records:
            raise ValueError(
                f"{one.name}: {one.wrong} wrong, {one.reviewed} reviewed, {one.records} records do not fit together"
            )
    if not any(one.records for one in counts):
        raise VerilodeError("there is nothing to estimate: no stratum has a record")
