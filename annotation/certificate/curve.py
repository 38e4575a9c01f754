"""What an audit would save, projected from a pilot: shown before anybody's time is spent on it.

A pilot is a random sample of records with a suggestion, its score and a person's answer. The records still to be
labelled have a suggestion and a score only. For each ε and audit rate: how many of them would people have to touch?

Projection. Each pilot record stands for the part of the ranking around its score. Down the ranking the share of wrong
suggestions met so far is a sum over the pilot records passed; the audit's line stands where it has met T of them, with
T random: as many wrong ones as it takes until c + 1 have been noticed (negative binomial). The oracle, who sees every
error, goes on to number ⌊εN⌋ + 1.

Interval. With few pilot records that sum is uncertain. The pilot is resampled by the Bayesian bootstrap (Rubin 1981:
weights uniform on the simplex), with one record made up: for the pessimistic end a wrong one at the very top, for the
optimistic end a right one. The weight of the wrong ones down to any depth, k of n pilot records, then follows
Beta(k + 1, n − k) or Beta(k, n − k + 1), whose quantiles are the exact (Clopper and Pearson) bounds on the share of
wrong suggestions to that depth. So the interval is honest about a small pilot, one without an error included: it never
says that nothing is wrong, only that the pilot could not have seen it. Each draw also draws T, hence the interval is
for what one audit will save, not for its mean. Equal scores are put into random order within their stretch.

What the pilot cannot know: that the records to come are like it. A pilot drawn from other records projects nothing.
"""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from annotation.certificate.audit import check_level
from annotation.certificate.ranked import allowed_hits, default_audit_rate, max_wrong, minimum_audit_rate
from pipelines.core.errors import VerilodeError

EPSILONS = (0.01, 0.02, 0.03, 0.05, 0.08, 0.1, 0.15, 0.2)


@dataclass(frozen=True, slots=True)
class Point:
    """The projection for one promise at one audit rate.

    `touched`: records people must label, the audit's included: the middle of the projection, and `low` to `high` where
    it lies with probability `Curve.confidence`. `oracle_*`: the same for who sees every error without an audit.
    `smallest_audit`: expected audited records below which nothing can be certified; None where no audit suffices.
    """

    epsilon: float
    audit_rate: float
    touched: int
    low: int
    high: int
    oracle_touched: int
    oracle_low: int
    oracle_high: int
    certifiable: bool
    smallest_audit: int | None


@dataclass(frozen=True, slots=True)
class Curve:
    """Projections of a pilot for a population, one point for each ε and audit rate."""

    population: int
    pilot: int
    pilot_wrong: int
    delta: float
    confidence: float
    points: tuple[Point, ...]

    def to_json(self) -> dict[str, Any]:
        """As a JSON object."""
        return {**asdict(self), "points": [asdict(point) for point in self.points]}

    def best(self, epsilon: float) -> Point:
        """The point of this ε that asks least of people; of equal ones the smallest audit."""
        points = [point for point in self.points if point.epsilon == epsilon]
        if not points:
            raise VerilodeError(f"no projection was made for epsilon {epsilon}")
        return min(points, key=lambda point: (point.touched, point.audit_rate))


def project(
    pilot_score: ArrayLike,
    pilot_wrong: ArrayLike,
    score: ArrayLike,
    *,
    epsilons: Sequence[float] = EPSILONS,
    audit_rates: Sequence[float] | None = None,
    delta: float = 0.05,
    miss_rate: float = 0.0,
    weight: ArrayLike | None = None,
    confidence: float = 0.9,
    draws: int = 400,
    seed: int = 0,
) -> Curve:
    """Project what audits of these records would leave to people.

    Args:
        pilot_score: How far the labeler is to be trusted on each pilot record; higher is better, NaN is unknown.
        pilot_wrong: Whether the person's answer is not the suggestion.
        score: The same score for every record still to be labelled, the pilot's own not among them.
        epsilons: Promises to project: shares of wrong labels that may stay.
        audit_rates: Audit rates to project; by default the one that suits the number of records.
        delta: Risk of each promise.
        miss_rate: Upper bound on the probability that a person overlooks a wrong suggestion.
        weight: How many records each pilot record stands for, where the pilot was not drawn evenly.
        confidence: Probability that what one audit leaves to people lies in the interval.
        draws: Resamplings of the pilot.
        seed: Equal seeds give equal curves.

    Raises:
        VerilodeError: without a pilot or a population, for columns of different length, or options out of range.
    """
    wrong, population = np.asarray(pilot_wrong, bool), len(np.asarray(score))
    low, high = _stretch(_trust(pilot_score), _trust(score))
    heavy = np.ones(len(wrong)) if weight is None else np.asarray(weight, float)
    _check(wrong, low, heavy, population, confidence, draws)
    rng = np.random.default_rng(seed)
    worse, better = (_resampled(low, high, wrong, heavy, draws, rng, made_up) for made_up in (True, False))
    points = []
    for epsilon in epsilons:
        for rate in [default_audit_rate(population)] if audit_rates is None else audit_rates:
            check_level(epsilon, delta, rate, miss_rate)
            asked = _Asked(population, epsilon, delta, rate, miss_rate, confidence)
            points.append(_point(asked, worse, better, rng))
    return Curve(population, len(wrong), int(wrong.sum()), delta, confidence, tuple(points))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What one point is about."""

    population: int
    epsilon: float
    delta: float
    rate: float
    miss_rate: float
    confidence: float


@dataclass(frozen=True, slots=True, eq=False)
class _Resampled:
    """Shape (draws, pilot records + 1): where each stands, as a share of the ranking, and the share wrong so far."""

    place: NDArray[np.float64]
    wrong: NDArray[np.float64]

    def depths(self, needed: NDArray[np.integer], population: int) -> NDArray[np.float64]:
        """For each draw the records above the wrong one number `needed`; the whole population if there is none."""
        reached = self.wrong * population >= needed[:, None]
        first = np.where(reached.any(axis=1), reached.argmax(axis=1), -1)
        return np.where(first < 0, 1.0, self.place[np.arange(len(first)), first]) * population


def _resampled(
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    wrong: NDArray[np.bool_],
    heavy: NDArray[np.float64],
    draws: int,
    rng: np.random.Generator,
    made_up: bool,
) -> _Resampled:
    """Weights and places drawn anew, in ranking order; the made-up record stands at the top, wrong or right."""
    place = low + rng.random((draws, len(wrong))) * (high - low)
    share = rng.standard_exponential((draws, len(wrong) + 1)) * np.append(heavy / heavy.mean(), 1.0)
    share /= share.sum(axis=1, keepdims=True)
    order = np.argsort(place, axis=1)
    errors = np.take_along_axis(share[:, :-1] * wrong, order, axis=1)
    top = np.zeros((draws, 1))
    met = np.cumsum(np.hstack([share[:, -1:] * made_up, errors]), axis=1)
    return _Resampled(np.hstack([top, np.take_along_axis(place, order, axis=1)]), met)


def _point(asked: _Asked, worse: _Resampled, better: _Resampled, rng: np.random.Generator) -> Point:
    every = np.full(len(worse.place), max_wrong(asked.population, asked.epsilon) + 1)
    oracle = (each.depths(every, asked.population) for each in (worse, better))
    smallest = minimum_audit_rate(asked.population, asked.epsilon, asked.delta, asked.miss_rate)
    return Point(
        asked.epsilon,
        asked.rate,
        *_spread(*_accepted(asked, worse, better, rng), asked),
        *_spread(*oracle, asked),
        certifiable=asked.rate >= smallest,
        smallest_audit=math.ceil(smallest * asked.population) if smallest <= 1 else None,
    )


def _accepted(
    asked: _Asked, worse: _Resampled, better: _Resampled, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Accepted records in each draw, pessimistic and optimistic."""
    draws = len(worse.place)
    allowed = allowed_hits(asked.population, asked.epsilon, asked.delta, asked.rate, asked.miss_rate)
    if allowed < 0 or asked.rate >= 1:
        return np.zeros(draws), np.zeros(draws)
    met = allowed + 1 + rng.negative_binomial(allowed + 1, asked.rate * (1 - asked.miss_rate), draws)
    depths = (each.depths(met, asked.population) for each in (worse, better))
    first, second = (rng.binomial(depth.astype(int), 1 - asked.rate).astype(float) for depth in depths)
    return first, second


def _spread(worse: NDArray[np.float64], better: NDArray[np.float64], asked: _Asked) -> tuple[int, int, int]:
    """Touched records: the middle of all draws, the optimistic end, the pessimistic end."""
    tail = (1 - asked.confidence) / 2
    most, fewest = np.quantile(better, 1 - tail), np.quantile(worse, tail)
    middle, n = np.median(np.concatenate([worse, better])), asked.population
    return round(n - middle), math.floor(n - most), math.ceil(n - fewest)


def _stretch(
    pilot: NDArray[np.float64], population: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Between which shares of the ranking each pilot record stands; apart where others have the same score."""
    rising, n = np.sort(population), max(len(population), 1)
    above = n - np.searchsorted(rising, pilot, side="right")
    return above / n, (n - np.searchsorted(rising, pilot, side="left")) / n


def _trust(score: ArrayLike) -> NDArray[np.float64]:
    return np.nan_to_num(np.asarray(score, float), nan=-np.inf, posinf=np.inf, neginf=-np.inf)


def _check(
    wrong: NDArray[np.bool_],
    placed: NDArray[np.float64],
    heavy: NDArray[np.float64],
    population: int,
    confidence: float,
    draws: int,
) -> None:
    if not len(wrong) == len(placed) == len(heavy):
        raise VerilodeError(
            f"the pilot's columns differ in length: {len(placed)} scores, {len(wrong)} answers, {len(heavy)} weights"
        )
    if not len(wrong) or not population:
        raise VerilodeError("there is nothing to project: it takes a pilot with answers and records left to label")
    if not (0 < confidence < 1 and draws >= 1 and bool((heavy > 0).all())):
        raise VerilodeError("confidence must lie between 0 and 1, and draws and weights must be above 0")
