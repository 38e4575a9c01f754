"""The certificate: how far down a ranking suggestions may be accepted unseen, and what is then proven.

Setting (Candès, Ilyas and Zrnic 2025, "Probably approximately correct labels", arXiv 2506.10908, section 1): of N
records with a machine's suggestion at most ε·N may end with a wrong label, with probability at least 1 − δ; people
may look at as many records as that takes. The rule and its exact level are ours.

Rule. Rank the records before the audit, most trusted first. Each record enters the audit by its own coin, with
probability π (`audit_rate`), and people label the audited ones blind. Going down the ranking, stop at the audit's
error number c + 1 (`allowed_hits` = c); accept every unaudited suggestion above that line. Audited records keep the
person's answer, everything below the line goes to people.

Proof. Let r = ⌊εN⌋ + 1. Only wrong suggestions matter; taken in ranking order they are independent coins: audited
with probability π (a *hit*), else unaudited. The promise breaks only if r unaudited wrong ones stand above the line,
that is, if at most c hits come before the r-th unaudited one. The number K of these hits is negative binomial: hits of
probability π before the r-th miss. c is the largest number with P(K ≤ c) ≤ δ, hence the promise breaks with
probability at most δ. Nothing is assumed about the data, the labeler or its confidence: the coins are the only chance.

People who overlook. If a person fails to notice a wrong suggestion with probability at most η (`miss_rate`),
independently between records, a wrong one is a hit with probability π(1 − η), and an overlooked one counts among
those left wrong: the same proof holds with π(1 − η) in the place of π.

Audited records without an answer. No record below the first of them is accepted. Above it every answer is known, so
the accepted records are a subset of those that the complete answers would give, and a subset of them has no more
wrong ones. That holds for whichever records are unanswered and however often one looks: a certificate may be issued
early and again later at no cost in confidence. With `unanswered_as_wrong` they count as errors found instead, which
moves the line up or leaves it, never down: a subset again, and one that holds at least as many records.
"""

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import nbdtr

from annotation.certificate.audit import Audit, check_coins, check_level, count_strata, read_audit
from annotation.certificate.bounds import Level, StratumBound, bound


@dataclass(frozen=True, slots=True)
class Certificate:
    """With confidence 1 − `delta`, at most `max_wrong` of `population` suggestions were accepted although wrong.

    `cut`: ranked records above the line. `accepted`: unaudited ones among them. `touched`: all others, which people
    have labelled or have to. `certified`: whether the promise is made; if not, `reason` says what it would take.
    `promise`: what the bound is a share of; "dataset" is the whole population, "accepted" what was accepted (`strict`).
    `miss_rate`: what it allows for people overlooking; where that comes from planted errors (`misses`), these are
    counted and `seeds_delta` is the part of `delta` spent on them.
    """

    epsilon: float
    delta: float
    population: int
    audit_rate: float
    minimum_audit_rate: float
    miss_rate: float
    audited: int
    unanswered: int
    errors_found: int
    allowed_hits: int
    cut: int
    accepted: int
    touched: int
    max_wrong: int
    certified: bool
    reason: str = ""
    strata: tuple[StratumBound, ...] = ()
    promise: str = "dataset"
    seeds_planted: int = 0
    seeds_overlooked: int = 0
    seeds_delta: float = 0.0

    def to_json(self) -> dict[str, Any]:
        """As a JSON object."""
        return {**asdict(self), "strata": [asdict(stratum) for stratum in self.strata]}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Certificate":
        """The reverse of `to_json`; keys that others added are passed over."""
        known = {field.name: values[field.name] for field in fields(cls) if field.name in values}
        return cls(**{**known, "strata": tuple(StratumBound(**stratum) for stratum in values.get("strata", ()))})


def rank(confidence: ArrayLike, record_ids: ArrayLike) -> NDArray[np.intp]:
    """Positions from the most to the least trusted record: by falling confidence (unknown last), ties by id.

    It knows nothing of the audit, as the proof requires.
    """
    trust = np.asarray(confidence, float)
    return np.lexsort((np.asarray(record_ids), np.where(np.isnan(trust), np.inf, -trust)))


def max_wrong(population: int, epsilon: float) -> int:
    """How many of the population may stay wrong: ⌊εN⌋."""
    return math.floor(epsilon * population)


def allowed_hits(population: int, epsilon: float, delta: float, audit_rate: float, miss_rate: float = 0.0) -> int:
    """The number c of audit errors above the line; −1 where the audit is too thin to promise anything.

    Args:
        population: Records with a suggestion.
        epsilon: Share of them that may stay wrong.
        delta: Risk that the promise fails.
        audit_rate: Probability of each record to be audited.
        miss_rate: Upper bound on the probability that a person overlooks a wrong suggestion.
    """
    check_level(epsilon, delta, audit_rate, miss_rate)
    seen = audit_rate * (1 - miss_rate)
    if seen >= 1:
        return population
    needed = max_wrong(population, epsilon) + 1
    return bisect_right(range(population + 1), delta, key=lambda hits: nbdtr(hits, needed, 1 - seen)) - 1


def minimum_audit_rate(population: int, epsilon: float, delta: float, miss_rate: float = 0.0) -> float:
    """The smallest audit rate at which anything can be promised (c = 0); above 1 where no audit suffices."""
    check_level(epsilon, delta, 1.0, miss_rate)
    return -math.expm1(math.log(delta) / (max_wrong(population, epsilon) + 1)) / (1 - miss_rate)


def default_audit_rate(population: int) -> float:
    """An audit rate that leaves few records to people at ε = 5 %: 500 to 1 000 audits, a fifth of a small set."""
    return min(0.2, min(max(500.0, 0.02 * population), 1000.0) / max(population, 1))


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
    """Draw the line and state what is proven; see the head of this file for why.

    All columns are in ranking order (see `rank`) with one entry for each record that has a suggestion.

    Args:
        audited: Whether the record's coin fell.
        answered: Whether a person has labelled it; looked at where audited.
        wrong: Whether the person's label is not the suggestion; looked at where audited and answered.
        audit_rate: The probability with which each record's coin fell.
        epsilon: Share of wrong labels that may stay.
        delta: Risk that the promise fails.
        miss_rate: Upper bound on the probability that a person overlooks a wrong suggestion.
        strata: Each record's group, fixed before the audit, for the bounds by group.
        unanswered_as_wrong: Count audited records without an answer as errors, instead of stopping at the first.

    Raises:
        VerilodeError: for an option out of range, an empty population, or an audit that the rate does not give.
    """
    audit = read_audit(audited, answered, wrong)
    population = len(audit.audited)
    allowed = allowed_hits(population, epsilon, delta, audit_rate, miss_rate)
    check_coins(audit.audited, audit_rate)
    cut = line(audit.hits, allowed)
    if not unanswered_as_wrong:
        cut = min(cut, audit.before())
    level = Level(epsilon, delta, audit_rate * (1 - miss_rate))
    bounds = () if strata is None else _strata(strata, audit, cut, level, miss_rate)
    return _certificate(audit, cut, allowed, audit_rate, level, miss_rate, bounds)


def line(hits: NDArray[np.bool_], allowed: int) -> int:
    """How many ranked records stand above hit number `allowed` + 1; all of them if there are not so many."""
    if allowed < 0:
        return 0
    positions = np.flatnonzero(hits)
    return int(positions[allowed]) if len(positions) > allowed else len(hits)


def _strata(strata: Sequence[str], audit: Audit, cut: int, level: Level, miss_rate: float) -> tuple[StratumBound, ...]:
    unfinished = bool(audit.unanswered[: cut + 1].any())
    return tuple(bound(each, level, unfinished=unfinished) for each in count_strata(strata, audit, cut, miss_rate))


def _certificate(
    audit: Audit,
    cut: int,
    allowed: int,
    audit_rate: float,
    level: Level,
    miss_rate: float,
    bounds: tuple[StratumBound, ...],
) -> Certificate:
    population, epsilon, delta = len(audit.audited), level.epsilon, level.delta
    accepted = int(np.count_nonzero(~audit.audited[:cut]))
    minimum = minimum_audit_rate(population, epsilon, delta, miss_rate)
    return Certificate(
        epsilon=epsilon,
        delta=delta,
        population=population,
        audit_rate=audit_rate,
        minimum_audit_rate=minimum,
        miss_rate=miss_rate,
        audited=int(np.count_nonzero(audit.audited)),
        unanswered=int(np.count_nonzero(audit.unanswered)),
        errors_found=int(np.count_nonzero(audit.errors)),
        allowed_hits=allowed,
        cut=cut,
        accepted=accepted,
        touched=population - accepted,
        max_wrong=max_wrong(population, epsilon),
        certified=allowed >= 0,
        reason="" if allowed >= 0 else _reason(population, epsilon, audit_rate, minimum),
        strata=bounds,
    )


def _reason(population: int, epsilon: float, audit_rate: float, minimum: float) -> str:
    """Why nothing is promised, and what would help."""
    if minimum > 1:
        return f"{population} records are too few to promise {epsilon:.2%} wrong labels: people need to label them all"
    percent = math.ceil(minimum * 10_000) / 100
    return (
        f"an audit rate of {audit_rate:.2%} is too thin for {population} records: even without an error found it would "
        f"prove nothing; at least {percent:g}% is needed (about {math.ceil(minimum * population)} audited records)"
    )
