"""People who overlook: planted errors tell how often, and the certificate allows for it.

Among the records that people audit, some are planted whose right answer is known while the suggestion is wrong. Whoever
gives the suggestion's answer to such a record has overlooked it. Of m planted ones k were overlooked; the upper bound
η_U on the probability of overlooking is the exact binomial one (Clopper and Pearson 1934), one-sided at risk δ₁.

Certificate. With risk δ₁ = δ/5 the true η is above η_U; if it is not, the certificate at risk 4δ/5 with the miss rate
η_U keeps its promise, as planted records share no coin with the audit. Together the risk is at most δ. Two things are
assumed: that people overlook independently between records, and that a planted record is met like any other: mixed
into the same queue at random, of the same difficulty. How many are planted is fixed before the first is answered.

Several groups (ways of showing, reviewers). With η_g true for group g and U_g its bound at risk δ₁, the largest U_g is
below the largest η_g only if U_g < η_g for the very group g whose η_g is largest: one event, of probability at most δ₁.
The maximum of the bounds thus needs no sharing of the risk among groups.

Locking. A reviewer who certainly overlooks too much is locked; others answer those audited records again, and planted
errors of the locked reviewer no longer count. That choice was made by looking at the planted errors: whoever stays may
owe it to luck. Half of δ₁ is for the bound where nobody was left out. Where somebody was, each reviewer is bounded
alone, and the other half is shared among all there were, the locked ones included: these bounds hold together, whoever
is chosen.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from scipy.special import betaincinv

from annotation.certificate import ranked
from annotation.certificate.ranked import Certificate
from pipelines.core.errors import VerilodeError

SEEDS_SHARE = 0.2
"""The part of the risk δ that the bound on overlooking may take."""

LOCK_ABOVE = 0.2
"""A reviewer who certainly overlooks more than this share is to be locked out of audits."""

NEARLY_ALL = 0.999_999
"""The miss rate to certify with where nothing bounds it: no audit suffices then."""

_ENOUGH = 100
"""Planted errors from which on the bound is close to what was seen: 0 of 100 overlooked give 5.2 % at δ = 5 %."""


@dataclass(frozen=True, slots=True)
class Seeds:
    """What became of the errors planted for one reviewer in one way of showing (`mode`: "blind", "suggested")."""

    reviewer: str
    planted: int
    overlooked: int
    mode: str = "blind"


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Bounds on the probability that a reviewer overlooks a wrong suggestion, each with confidence 1 − δ."""

    name: str
    planted: int
    overlooked: int
    lower: float
    upper: float
    locked: bool


def upper_bound(planted: int, overlooked: int, delta: float) -> float:
    """The upper bound on the probability of overlooking; 1 without a planted error."""
    _check(planted, overlooked)
    return 1.0 if overlooked == planted else float(betaincinv(overlooked + 1, planted - overlooked, 1 - delta))


def lower_bound(planted: int, overlooked: int, delta: float) -> float:
    """The lower bound on the probability of overlooking; 0 where nothing was overlooked."""
    _check(planted, overlooked)
    return 0.0 if overlooked == 0 else float(betaincinv(overlooked, planted - overlooked + 1, delta))


def miss_rate(seeds: Iterable[Seeds], delta: float, *, by_reviewer: bool = False, locked: int = 0) -> float:
    """The miss rate to certify with: the largest upper bound over the ways of showing.

    Args:
        seeds: What became of the planted errors, for the reviewers and ways of showing that the audit used.
        delta: Risk that the true rate is higher, whether reviewers get locked or not.
        by_reviewer: Bound each reviewer alone and take the worst. Otherwise planted errors are pooled, which is right
            where one random queue deals planted and audited records out to the same people.
        locked: Reviewers left out of `seeds` because they were locked. Any at all make it `by_reviewer`.
    """
    known = list(seeds)
    alone = by_reviewer or locked > 0
    share = delta / 2 / (len({each.reviewer for each in known}) + locked if locked else 1)
    groups: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for each in known:
        _check(each.planted, each.overlooked)
        group = groups[each.mode, each.reviewer if alone else ""]
        group[0], group[1] = group[0] + each.planted, group[1] + each.overlooked
    return max((upper_bound(planted, overlooked, share) for planted, overlooked in groups.values()), default=1.0)


def reviewers(seeds: Iterable[Seeds], delta: float = 0.05) -> list[Reviewer]:
    """Each reviewer's bounds over all ways of showing, by name, and who is to be locked out."""
    groups: dict[str, list[Seeds]] = defaultdict(list)
    for each in seeds:
        groups[each.reviewer].append(each)
    found = []
    for name, own in sorted(groups.items()):
        planted, overlooked = sum(each.planted for each in own), sum(each.overlooked for each in own)
        lower = lower_bound(planted, overlooked, delta)
        upper = upper_bound(planted, overlooked, delta)
        found.append(Reviewer(name, planted, overlooked, lower, upper, lower > LOCK_ABOVE))
    return found


@dataclass(frozen=True, slots=True)
class Allowance:
    """What planted errors make of a certificate: the miss rate it is to allow for, and the risk spent on that."""

    miss_rate: float
    delta: float
    planted: int
    overlooked: int

    def stamped(self, certificate: Certificate) -> Certificate:
        """The certificate with this evidence beside it, and the whole risk as its own."""
        return replace(
            certificate,
            delta=certificate.delta + self.delta,
            reason=certificate.reason and self._reason(certificate.reason),
            seeds_planted=self.planted,
            seeds_overlooked=self.overlooked,
            seeds_delta=self.delta,
        )

    def _reason(self, reason: str) -> str:
        if self.miss_rate >= NEARLY_ALL:
            return "of one reviewer or way of showing no planted error was noticed: nothing bounds what is overlooked"
        more = f"; {_ENOUGH} or more planted errors would bound it better" if self.planted < _ENOUGH else ""
        seen = f"people overlooked {self.overlooked} of {self.planted} planted errors"
        return f"{reason}; {seen}, which allows for up to {self.miss_rate:.2%}{more}"


def allow(seeds: Iterable[Seeds], delta: float, *, by_reviewer: bool = False, locked: int = 0) -> Allowance:
    """Bound what is overlooked at the share of the risk δ that it may take; the arguments are those of `certify`."""
    known = list(seeds)
    planted, overlooked = sum(each.planted for each in known), sum(each.overlooked for each in known)
    if not planted:
        raise VerilodeError(f"no error was planted: plant at least {_ENOUGH} in the audit, or certify without")
    share = SEEDS_SHARE * delta
    rate = miss_rate(known, share, by_reviewer=by_reviewer, locked=locked)
    return Allowance(min(rate, NEARLY_ALL), share, planted, overlooked)


def certify(
    seeds: Iterable[Seeds],
    *,
    delta: float = 0.05,
    by_reviewer: bool = False,
    locked: int = 0,
    rule: Callable[..., Certificate] = ranked.certify,
    **audit: Any,
) -> Certificate:
    """A certificate that allows for what people overlook; `Certificate.delta` is the whole risk.

    Args:
        seeds: As for `miss_rate`.
        delta: Risk that the promise fails, a fifth of it spent on the bound.
        by_reviewer: As for `miss_rate`.
        locked: As for `miss_rate`.
        rule: `ranked.certify`, or `strict.certify`.
        **audit: The other arguments of the rule.

    Raises:
        VerilodeError: without a planted error, and for whatever the rule refuses.
    """
    allowed = allow(seeds, delta, by_reviewer=by_reviewer, locked=locked)
    return allowed.stamped(rule(delta=delta - allowed.delta, miss_rate=allowed.miss_rate, **audit))


def _check(planted: int, overlooked: int) -> None:
    if not 0 <= overlooked <= planted:
        raise VerilodeError(f"{overlooked} of {planted} planted errors overlooked: that cannot be")
