"""What a certificate leaves wrong in each stratum: one line for the whole set may hide a bad group.

Bound. Within a stratum each wrong suggestion is a coin: revealed by the audit with probability π (a hit), else left
wrong. With k hits above the line, the bound is the largest u for which at most k hits among u + k coins still have a
probability above δ (exact binomial, one-sided).

Proof, as the same audit draws the line. Hold the other strata's coins fixed. The line falls at hit number c + 1 of all
strata together, so the further down it falls, the fewer hits of this stratum stand above it (equally many at the
least) and the more of its wrong suggestions are left. The outcomes are thus ordered, and those that break the bound
are all from some first one on: line ℓ, k hits, more than u left. Each of them has at most k hits above ℓ, a fixed
place, above which more than u + k coins fell: the probability is at most δ.

Each stratum's bound holds with 1 − δ by itself; they do not all hold together at that level. None is given while an
audited record at or above the line waits for its answer, as the line then depends on more than the coins.
"""

import math
from bisect import bisect_left
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import nbdtr


@dataclass(frozen=True, slots=True)
class StratumBound:
    """With confidence 1 − δ at most `max_wrong` of the stratum's `records` labels are left wrong.

    `errors`: wrong suggestions that the audit found in the whole stratum. `upper`: `max_wrong` as a share of
    `records`. Both are None, and `reason` says why, where the audit could not show ε even without an error, or waits.
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


@dataclass(frozen=True, slots=True)
class Count:
    """A stratum counted; `hits` and `exposed` (not found wrong but possibly so) only above the line."""

    name: str
    records: int
    accepted: int
    audited: int
    errors: int
    hits: int
    exposed: int


def count(stratum: NDArray[np.str_], **columns: NDArray[np.bool_]) -> list[Count]:
    """Each stratum's records, and how many of them each of the other fields of `Count` is true for; by name."""
    names, member = np.unique(stratum, return_inverse=True)
    columns["records"] = np.ones(len(stratum), bool)
    counts = {key: np.bincount(member, column, len(names)).astype(int).tolist() for key, column in columns.items()}
    return [Count(str(name), **{key: column[i] for key, column in counts.items()}) for i, name in enumerate(names)]


def bound(stratum: Count, level: Level, *, unfinished: bool = False) -> StratumBound:
    """What is proven for a stratum.

    Args:
        stratum: Its counts.
        level: What is to be shown.
        unfinished: An audited record at or above the line waits for its answer.
    """
    left = min(stratum.exposed, most_left_wrong(stratum.hits, level.seen, level.delta))
    reason = _too_early(stratum, level, unfinished)
    return StratumBound(
        name=stratum.name,
        records=stratum.records,
        accepted=stratum.accepted,
        audited=stratum.audited,
        errors=stratum.errors,
        max_wrong=None if reason else left,
        upper=None if reason else left / stratum.records,
        reason=reason,
    )


def _too_early(stratum: Count, level: Level, unfinished: bool) -> str:
    """Why nothing may be claimed yet; empty where something may."""
    if unfinished:
        return "the audit is unfinished: records above the line wait for an answer"
    unseen = most_left_wrong(0, level.seen, level.delta)
    if min(unseen, stratum.exposed) > level.epsilon * stratum.records:
        needed = math.ceil(unseen / level.epsilon)
        coins = math.floor(level.epsilon * stratum.records) + 1
        times = math.ceil(-math.expm1(math.log(level.delta) / coins) / level.seen * 10) / 10
        enough = f"or {times:g} times the audit rate" if times * level.seen <= 1 else "or people to label them all"
        return f"too few audits: to show {level.epsilon:.2%} it takes a stratum of {needed} records, {enough}"
    return ""


def most_left_wrong(hits: int, seen: float, delta: float) -> int:
    """The largest number of wrong suggestions left above the line that still agrees with `hits` found above it.

    Args:
        hits: Wrong suggestions that the audit found above the line.
        seen: Probability that the audit reveals a wrong suggestion.
        delta: Risk that more are left.
    """
    if seen >= 1:
        return 0

    def too_many(left: int) -> bool:
        return left > 0 and bool(nbdtr(hits, left, 1 - seen) <= delta)

    ceiling = 1
    while not too_many(ceiling):
        ceiling *= 2
    return bisect_left(range(ceiling + 1), True, key=too_many) - 1
