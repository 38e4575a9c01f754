"""Strict mode: the promise is about the accepted records themselves, not about the whole set.

Promise. With probability at least 1 − δ, at most ε of the records accepted unseen are wrong. It is harder to keep than
the one of `ranked`, where right records, and those that people handle, make room for wrong ones among the accepted.

Rule. Sizes m₁ < m₂ < … of the top of the ranking are fixed from N, ε, δ and the rates alone (`sizes`). Of the m_j most
trusted records let A_j be unaudited, and k_j found wrong. Size j passes if Bin(k_j; ⌊ε(A_j + k_j)⌋ + 1, π) ≤ δ, where
Bin(k; n, π) is the probability of at most k hits among n coins. Going down the sizes, stop before the first that does
not pass; accept what is unaudited above the last that did. Going on in a fixed order until the first failure keeps the
risk at δ however many sizes there are (fixed sequence testing; Maurer, Hothorn and Lehmacher 1995; for thresholds,
Angelopoulos et al. 2021, "Learn then test", arXiv 2110.01052, section 2.3).

Proof. Hold the coins of all right records fixed; those of the wrong ones are independent of them. Let b_j of the right
ones be audited and w_j be wrong, among the m_j. Call size j bad if w_j > ε(m_j − b_j): no chance is left in that.
A size that is not bad keeps the promise, since the wrong ones accepted are w_j − k_j ≤ ε(m_j − b_j) − k_j ≤
ε(m_j − b_j − k_j) = εA_j. So the promise can break only if a bad size passes; then the first bad size has passed, as
no size before the last one accepted failed. At it A_j + k_j = m_j − b_j is a fixed number, and k_j counts the hits
among at least ⌊ε(m_j − b_j)⌋ + 1 coins: to pass has probability at most δ.

The same event makes all sizes that pass keep their promise together. A certificate may thus be issued early, at the
last size above the first unanswered audit, and again later: more sizes pass then, at no cost in confidence. With
`unanswered_as_wrong` k_j counts the unanswered as well. One hit more adds at most one coin to the test, which makes
passing no easier: what passes now passes with the true answers, too.

People who overlook (`miss_rate` η). A wrong record is a hit with probability at least π(1 − η), which takes the place
of π. With o_j overlooked, m_j − b_j = A_j + k_j + o_j; the rule tests with the smaller A_j + k_j, which makes passing
harder; and the accepted wrong ones are w_j − k_j − o_j, even fewer.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import bdtr

from annotation.certificate.audit import Audit, check_coins, check_level, count_strata, read_audit
from annotation.certificate.bounds import Level, StratumBound, bound
from annotation.certificate.ranked import Certificate

ACCEPTED = "accepted"
"""`Certificate.promise` of this mode: ε is a share of the accepted records."""

_FIRST_HITS = 3
"""The first size is one at which so many errors may be found: a single unlucky hit must not end the walk."""

_STEP = 1.02
"""Each size is so many times the one before; coarser steps were seen to accept less on simulated labelers."""


def certify(
    *,
    audited: ArrayLike,
    answered: ArrayLike,
    wrong: ArrayLike,
    audit_rate: float,
    epsilon: float = 0.05,
    delta: float = 0.05,
    miss_rate: float = 0.0,
    strata: Sequence[str] | None = None,
    unanswered_as_wrong: bool = False,
) -> Certificate:
    """Draw the line under which the accepted records keep the promise; see the head of this file for why.

    All columns are in ranking order with one entry for each record that has a suggestion; `Certificate.max_wrong` is
    ⌊ε × accepted⌋. Bounds by stratum share their risk among all sizes, so they are wider than those of `ranked`.

    Args:
        audited: Whether the record's coin fell.
        answered: Whether a person has labelled it; looked at where audited.
        wrong: Whether the person's label is not the suggestion; looked at where audited and answered.
        audit_rate: The probability with which each record's coin fell.
        epsilon: Share of wrong labels allowed among the accepted.
        delta: Risk that the promise fails.
        miss_rate: Upper bound on the probability that a person overlooks a wrong suggestion.
        strata: Each record's group, fixed before the audit, for the bounds by group.
        unanswered_as_wrong: Count audited records without an answer as errors, instead of stopping at the first.

    Raises:
        VerilodeError: for an option out of range, an empty population, or an audit that the rate does not give.
    """
    audit = read_audit(audited, answered, wrong)
    check_level(epsilon, delta, audit_rate, miss_rate)
    check_coins(audit.audited, audit_rate)
    level = Level(epsilon, delta, audit_rate * (1 - miss_rate))
    ends = sizes(len(audit.audited), epsilon, delta, audit_rate, miss_rate)
    usable = [end for end in ends if unanswered_as_wrong or end <= audit.before()]
    found = audit.hits if unanswered_as_wrong else audit.errors
    cut = _last_that_passes(found, ~audit.audited, usable, level)
    bounds = () if strata is None else _strata(strata, audit, cut, level, miss_rate, len(ends))
    reason = "" if cut else _reason(audit, ends, usable, level, audit_rate, miss_rate)
    return _certificate(audit, cut, level, audit_rate, miss_rate, reason, bounds)


def sizes(population: int, epsilon: float, delta: float, audit_rate: float, miss_rate: float = 0.0) -> list[int]:
    """The sizes of the top of the ranking to try, known before the audit; none where it is too thin for any.

    They begin where three errors may be found (or as many as the whole set allows), and grow by a fiftieth.
    """
    level = Level(epsilon, delta, audit_rate * (1 - miss_rate))

    def allowed(size: int) -> int:
        return allowed_hits(int(size * (1 - audit_rate)), level)

    enough = min(_FIRST_HITS, allowed(population))
    if enough < 0:
        return []
    ends = [bisect_left(range(population), enough, key=allowed)]
    while ends[-1] < population:
        ends.append(min(population, math.ceil(ends[-1] * _STEP)))
    return ends


def passes(hits: ArrayLike, accepted: ArrayLike, level: Level) -> NDArray[np.bool_]:
    """Whether sizes with so many errors found and so many unaudited records keep the promise; elementwise."""
    k, unaudited = np.asarray(hits, float), np.asarray(accepted, float)
    coins = np.floor(level.epsilon * (unaudited + k)) + 1
    return (k < coins) & (bdtr(np.minimum(k, coins), coins.astype(int), level.seen) <= level.delta)


def allowed_hits(accepted: int, level: Level) -> int:
    """The largest number of errors with which so many unaudited records pass; −1 if they do not without one."""
    ceiling = math.floor(level.epsilon * accepted / (1 - level.epsilon)) + 2
    return bisect_right(range(ceiling), False, key=lambda hits: not passes(hits, accepted, level)) - 1


def minimum_audit_rate(population: int, epsilon: float, delta: float, miss_rate: float = 0.0) -> float:
    """The smallest audit rate at which anything can be promised; above 1 where no audit suffices."""
    check_level(epsilon, delta, 1.0, miss_rate)
    for coins in range(math.floor(epsilon * population) + 1, 0, -1):
        rate = -math.expm1(math.log(delta) / coins) / (1 - miss_rate)
        if rate < 1 and math.floor(epsilon * int(population * (1 - rate))) + 1 >= coins:
            return rate
    return math.inf


def _last_that_passes(hits: NDArray[np.bool_], unaudited: NDArray[np.bool_], ends: list[int], level: Level) -> int:
    if not ends:
        return 0
    last = np.array(ends) - 1
    passed = passes(np.cumsum(hits)[last], np.cumsum(unaudited)[last], level)
    count = len(ends) if passed.all() else int(passed.argmin())
    return ends[count - 1] if count else 0


def _strata(
    strata: Sequence[str], audit: Audit, cut: int, level: Level, miss_rate: float, looks: int
) -> tuple[StratumBound, ...]:
    """Any size may become the line, so each stratum's bound holds at all of them: δ is shared out among them."""
    shared = Level(level.epsilon, level.delta / max(looks, 1), level.seen)
    unfinished = bool(audit.unanswered[:cut].any())
    return tuple(bound(each, shared, unfinished=unfinished) for each in count_strata(strata, audit, cut, miss_rate))


def _certificate(
    audit: Audit,
    cut: int,
    level: Level,
    audit_rate: float,
    miss_rate: float,
    reason: str,
    bounds: tuple[StratumBound, ...],
) -> Certificate:
    population, accepted = len(audit.audited), int(np.count_nonzero(~audit.audited[:cut]))
    return Certificate(
        epsilon=level.epsilon,
        delta=level.delta,
        population=population,
        audit_rate=audit_rate,
        minimum_audit_rate=minimum_audit_rate(population, level.epsilon, level.delta, miss_rate),
        miss_rate=miss_rate,
        audited=int(np.count_nonzero(audit.audited)),
        unanswered=int(np.count_nonzero(audit.unanswered)),
        errors_found=int(np.count_nonzero(audit.errors)),
        allowed_hits=allowed_hits(accepted, level) if cut else -1,
        cut=cut,
        accepted=accepted,
        touched=population - accepted,
        max_wrong=math.floor(level.epsilon * accepted),
        certified=cut > 0,
        reason=reason,
        strata=bounds,
        promise=ACCEPTED,
    )


def _reason(audit: Audit, ends: list[int], usable: list[int], level: Level, audit_rate: float, miss_rate: float) -> str:
    """Why nothing is accepted, and what would help."""
    population = len(audit.audited)
    if not ends:
        minimum = minimum_audit_rate(population, level.epsilon, level.delta, miss_rate)
        if minimum > 1:
            return f"{population} records are too few for strict mode: people need to label them all"
        percent, audits = math.ceil(minimum * 10_000) / 100, math.ceil(minimum * population)
        return (
            f"an audit rate of {audit_rate:.2%} is too thin for strict mode on {population} records: at least "
            f"{percent:g}% is needed (about {audits} audited records)"
        )
    if not usable:
        return f"the audit is unfinished: one of the {ends[0]} most trusted records waits for an answer"
    found = int(np.count_nonzero(audit.hits[: ends[0]]))
    few = allowed_hits(int(np.count_nonzero(~audit.audited[: ends[0]])), level)
    return (
        f"among the {ends[0]} most trusted records the audit found {found} wrong, and strict mode allows {few} there: "
        "people need to label all records, or the promise be about the whole set"
    )
