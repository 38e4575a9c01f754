"""What a number of reviews buys: how exact an estimate gets, what can be proven, and how likely the proof succeeds.

Proof plans are the consumer's (a set at the limit passes with probability at most δ). Acceptance sampling by quality
level, as in ISO 2859, protects the producer instead: a set at that level mostly passes, so it certifies nothing.
Counts are binomial; for a draw that is a good part of a small population they are on the safe side.
"""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtr, ndtri

from annotation.certificate.ranked import allowed_hits, minimum_audit_rate
from pipelines.core.errors import VerilodeError
from pipelines.core.intervals import proof_size, upper_bound

TRUE_SHARES = (0.2, 0.4, 0.6)
"""True error rates, as shares of ε, for which the chance of a proof is told."""

_LARGEST = 100_000
"""Reviews beyond which no plan is looked for: nobody pays for them."""


@dataclass(frozen=True, slots=True)
class Buys:
    """What `reviews` randomly drawn from the population buy.

    `half_width`: of the interval around a rate of ε. `provable`: the error rate proven if no error is found.
    `allowed_errors`: errors with which ≤ ε is still proven, None where not even none proves it. `chances`: how likely
    the proof succeeds, by true rate as a share of ε. `ranked`: whether the ranked certificate works at this rate.
    """

    reviews: int
    share: float
    half_width: float
    provable: float
    allowed_errors: int | None
    chances: dict[float, float]
    ranked: bool

    def to_json(self) -> dict[str, Any]:
        """As a JSON object."""
        return {**asdict(self), "chances": {str(share): chance for share, chance in self.chances.items()}}


def estimate_size(half_width: float, population: int | None = None, rate: float = 0.5, level: float = 0.95) -> int:
    """Reviews for an interval of rate ± `half_width`: n0 = z²p(1 − p)/d², n = n0/(1 + (n0 − 1)/N).

    Args:
        half_width: Half the width of the interval.
        population: All records; None for more than one could count.
        rate: The rate that is expected; 0.5 is the worst case.
        level: Confidence of the interval.

    Raises:
        VerilodeError: for a share out of range.
    """
    _shares(half_width=half_width, rate=rate, level=level)
    plain = float(ndtri((1 + level) / 2)) ** 2 * rate * (1 - rate) / half_width**2
    needed = plain if population is None else plain / (1 + (plain - 1) / population)
    ceiling = math.ceil(needed - 1e-9)
    return ceiling if population is None else min(ceiling, population)


def half_width(reviews: int, population: int | None = None, rate: float = 0.5, level: float = 0.95) -> float:
    """The half-width that a number of reviews gives; the reverse of `estimate_size`."""
    _shares(rate=rate, level=level)
    if reviews < 1:
        return 1.0
    left = 1.0 if population is None or population < 2 else max(0.0, (population - reviews) / (population - 1))
    return float(ndtri((1 + level) / 2)) * math.sqrt(rate * (1 - rate) / reviews * left)


def proof_reviews(epsilon: float, delta: float = 0.05, true_share: float = 0.0, power: float = 0.9) -> int:
    """The smallest number of random reviews that proves an error rate ≤ ε, with probability `power`.

    Args:
        epsilon: The error rate to prove.
        delta: Risk that the proof is wrong.
        true_share: The true rate as a share of ε; at 0 no error is found.
        power: Probability that so many reviews suffice for the proof at the true rate.

    Raises:
        VerilodeError: for a share out of range, or where no affordable number of reviews suffices.
    """
    _shares(epsilon=epsilon, delta=delta, power=power)
    if not 0 <= true_share < 1:
        raise VerilodeError(
            f"the true rate must be below the rate to prove: a share from 0 to below 1, not {true_share}"
        )
    if true_share == 0:
        return proof_size(epsilon, 1 - delta)
    about = _normal_size(epsilon, delta, true_share * epsilon, power)
    if about > _LARGEST:
        raise VerilodeError(
            f"at a true rate of {true_share:.0%} of it, to prove {epsilon:.2%} takes {about:,.0f} reviews"
        )
    start = 1 if about < 10_000 else int(0.9 * about)  # below, chances go up and down from one number to the next
    n = np.arange(start, int(2 * about) + 2 * proof_size(epsilon, 1 - delta) + 100)
    return int(n[np.argmax(_chance(n, epsilon, delta, true_share * epsilon) >= power)])


def _normal_size(epsilon: float, delta: float, true_rate: float, power: float) -> float:
    """About how many reviews a plan takes, by the normal approximation."""
    limit = -float(ndtri(delta)) * math.sqrt(epsilon * (1 - epsilon))
    truth = float(ndtri(power)) * math.sqrt(true_rate * (1 - true_rate))
    return max(limit + truth, 0.0) ** 2 / (epsilon - true_rate) ** 2


def ranked_minimum(population: int, epsilon: float, delta: float = 0.05, miss_rate: float = 0.0) -> tuple[float, int]:
    """The smallest audit rate at which the ranked certificate can promise anything, and the audits that makes.

    The rate is above 1, and the audits all records, where only labelling everything helps.
    """
    rate = minimum_audit_rate(population, epsilon, delta, miss_rate)
    return rate, min(population, math.ceil(rate * population))


def what_buys(population: int, epsilon: float, delta: float, sizes: Sequence[int]) -> tuple[Buys, ...]:
    """One line for each number of reviews; none is taken as larger than the population."""
    _shares(epsilon=epsilon, delta=delta)
    if population < 1:
        raise VerilodeError("there are no records to review")
    return tuple(_buys(min(n, population), population, epsilon, delta) for n in sizes if n > 0)


def _buys(n: int, population: int, epsilon: float, delta: float) -> Buys:
    allowed = int(_allowed(np.array([n]), epsilon, delta)[0])
    chances = {share: float(_chance(np.array([n]), epsilon, delta, share * epsilon)[0]) for share in TRUE_SHARES}
    everything = n == population
    return Buys(
        reviews=n,
        share=n / population,
        half_width=half_width(n, population, epsilon, 1 - delta),
        provable=0.0 if everything else upper_bound(0, n, 1 - delta),
        allowed_errors=int(epsilon * population) if everything else allowed if allowed >= 0 else None,
        chances=dict.fromkeys(TRUE_SHARES, 1.0) if everything else chances,
        ranked=allowed_hits(population, epsilon, delta, n / population) >= 0,
    )


def _allowed(n: NDArray[np.integer], epsilon: float, delta: float) -> NDArray[np.integer]:
    """For each number of reviews the most errors c with P(at most c | rate ε) ≤ δ; −1 where there are none."""
    low, high = np.full(len(n), -1), n.astype(np.int64)
    while (high - low > 1).any():
        middle = (low + high) // 2
        passes = bdtr(middle, n, epsilon) <= delta
        wide = high - low > 1
        low, high = np.where(wide & passes, middle, low), np.where(wide & ~passes, middle, high)
    return low


def _chance(n: NDArray[np.integer], epsilon: float, delta: float, true_rate: float) -> NDArray[np.floating]:
    """Probability that the errors found are few enough for the proof, by number of reviews."""
    allowed = _allowed(n, epsilon, delta)
    return np.where(allowed >= 0, bdtr(np.maximum(allowed, 0), n, true_rate), 0.0)


def _shares(**values: float) -> None:
    for name, value in values.items():
        if not 0 < value < 1:
            raise VerilodeError(f"{name.replace('_', ' ')} must lie between 0 and 1 (5 % is 0.05), not {value}")
