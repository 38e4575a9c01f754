"""What a certificate leaves wrong in each stratum: one line for the whole set may hide a bad group.

The line is drawn by the audit itself, so a plain binomial bound on what stands above it would be too good. This bound
holds wherever the line ends up. Within a stratum, wrong suggestions in ranking order are coins of probability π (hit)
or 1 − π (left wrong). After k hits and u misses let M(k, u) be the mean of (q/π)^k ((1−q)/(1−π))^u over q uniform on
(0, π). Under the true coins M is a martingale that starts at 1, so with probability 1 − δ it stays below 1/δ all the
way down (Ville 1939), whence at the line too. M grows with u: the largest u with M(k, u) < 1/δ bounds what is left.
Each stratum's bound holds with 1 − δ by itself; they do not all hold together at that level.
"""

import math
from bisect import bisect_left
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, betaln


@dataclass(frozen=True, slots=True)
class StratumBound:
    """A stratum above the line: with confidence 1 − δ at most `max_wrong` of its `records` labels are left wrong.

    `errors`: wrong suggestions that the audit found in the whole stratum. `upper`: `max_wrong` as a share of
    `records`. Both are None, and `reason` says why, where the audit is too thin to prove ε even without an error.
    """

    name: str
    records: int
    accepted: int
    audited: int
    errors: int
    max_wrong: int | None
    upper: float | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """What is to be shown: `epsilon` with risk `delta`; `seen` is the chance that an audit reveals a wrong one."""

    epsilon: float
    delta: float
    seen: float


def stratum_bounds(
    stratum: NDArray[np.str_],
    level: Level,
    *,
    audited: NDArray[np.bool_],
    errors: NDArray[np.bool_],
    hits: NDArray[np.bool_],
    accepted: NDArray[np.bool_],
    exposed: NDArray[np.bool_],
) -> tuple[StratumBound, ...]:
    """The bound of each stratum, by name; all arrays in ranking order.

    Args:
        stratum: Each record's stratum, fixed before the audit.
        level: What is to be shown.
        audited: In the audit.
        errors: Found wrong by the audit.
        hits: Above the line, and to be reckoned as found wrong.
        accepted: Above the line and unaudited.
        exposed: Above the line and possibly left wrong: accepted, and overlooked where people may overlook.
    """
    names, member = np.unique(np.asarray(stratum, dtype=str), return_inverse=True)
    columns = (np.ones_like(audited), accepted, audited, errors, hits, exposed)
    counts = np.array([np.bincount(member, weights=column, minlength=len(names)) for column in columns], int)
    return tuple(_bound(str(name), *map(int, row), level=level) for name, row in zip(names, counts.T, strict=True))


def _bound(
    name: str, records: int, accepted: int, audited: int, errors: int, hits: int, exposed: int, level: Level
) -> StratumBound:
    unseen = most_left_wrong(0, level.seen, level.delta)
    if min(unseen, exposed) > level.epsilon * records:
        enough = math.ceil(unseen / level.epsilon)
        reason = f"too few audits: at this rate only a stratum of {enough} records can show {level.epsilon:.2%}"
        return StratumBound(name, records, accepted, audited, errors, None, None, reason)
    left = min(exposed, most_left_wrong(hits, level.seen, level.delta))
    return StratumBound(name, records, accepted, audited, errors, left, left / records)


def most_left_wrong(hits: int, seen: float, delta: float) -> int:
    """The largest number of wrong suggestions left above any line that still agrees with `hits` found above it.

    Args:
        hits: Wrong suggestions that the audit found above the line.
        seen: Probability that the audit reveals a wrong suggestion.
        delta: Risk that more are left.
    """
    if seen >= 1:
        return 0
    limit, ceiling = -math.log(delta), 1
    while _log_martingale(hits, ceiling, seen) < limit:
        ceiling *= 2
    return bisect_left(range(ceiling + 1), limit, key=lambda left: _log_martingale(hits, left, seen)) - 1


def _log_martingale(hits: int, left: int, seen: float) -> float:
    """log M(k, u) of the head of this file; −∞ where the incomplete beta function underflows."""
    mass = float(betainc(hits + 1, left + 1, seen))
    if mass == 0:
        return -math.inf
    fair = (hits + 1) * math.log(seen) + left * math.log1p(-seen)
    return math.log(mass) + float(betaln(hits + 1, left + 1)) - fair
