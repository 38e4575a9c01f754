"""Chosen strata certified separately: each with its own promise and its own line in the ranking.

A promise about the whole set may hide a bad group. The two or three groups that matter get a promise each: the records
of a stratum, in ranking order, are a population of their own, with coins of their own, so the certificate's proof holds
for it alone. The risk is shared out: δ is the risk that any of the promises fails (union), each takes δ/k unless told
otherwise. What belongs to no chosen stratum is either one more population with one more share, or left to people.

A stratum that is too small for its audit is refused by itself, with a reason that says how many audits would do; its
records are left to people and the others' promises stand.

Planted errors (`misses`) are bounded once for all promises: a fifth of δ goes there, the strata share the rest.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from annotation.certificate import ranked, strict
from annotation.certificate.misses import Allowance, Seeds, allow
from annotation.certificate.ranked import Certificate
from pipelines.core.errors import VerilodeError


@dataclass(frozen=True, slots=True)
class Chosen:
    """A stratum that gets a promise of its own: at most `epsilon` wrong with risk `delta`, by default an even share."""

    name: str
    epsilon: float = 0.05
    delta: float | None = None


@dataclass(frozen=True, slots=True)
class StrataCertificate:
    """With confidence 1 − `delta` every certified promise holds. `rest` is None where it is left to people."""

    delta: float
    population: int
    accepted: int
    touched: int
    lines: dict[str, Certificate]
    rest: Certificate | None

    def to_json(self) -> dict[str, Any]:
        """As a JSON object."""
        lines = {name: line.to_json() for name, line in self.lines.items()}
        return {**asdict(self), "lines": lines, "rest": self.rest and self.rest.to_json()}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "StrataCertificate":
        """The reverse of `to_json`."""
        known = {name: values[name] for name in ("delta", "population", "accepted", "touched")}
        lines = {name: Certificate.from_json(line) for name, line in values["lines"].items()}
        return cls(**known, lines=lines, rest=values["rest"] and Certificate.from_json(values["rest"]))


def certify(
    chosen: Sequence[Chosen],
    *,
    strata: Sequence[str],
    audited: ArrayLike,
    answered: ArrayLike,
    wrong: ArrayLike,
    audit_rate: float | Mapping[str, float],
    delta: float = 0.05,
    rest_epsilon: float | None = 0.05,
    miss_rate: float = 0.0,
    seeds: Sequence[Seeds] = (),
    strictly: bool = False,
    unanswered_as_wrong: bool = False,
) -> StrataCertificate:
    """Draw each chosen stratum's line, and one for all other records together.

    Args:
        chosen: The strata with a promise of their own, fixed before the audit.
        strata: Each record's stratum, in ranking order like the other columns.
        audited: Whether the record's coin fell.
        answered: Whether a person has labelled it.
        wrong: Whether the person's label is not the suggestion.
        audit_rate: The probability with which each coin fell, for all records or by stratum.
        delta: Risk that any of the promises fails.
        rest_epsilon: Share of wrong labels that may stay in the rest; None leaves the rest to people.
        miss_rate: Upper bound on the probability that a person overlooks a wrong suggestion.
        seeds: What became of planted errors, from which the miss rate is learnt instead; part of δ goes to that.
        strictly: Promise about the accepted records (`strict`) instead of each whole stratum.
        unanswered_as_wrong: Count audited records without an answer as errors.

    Raises:
        VerilodeError: for a stratum without a record, shares that exceed δ, or what a certificate refuses.
    """
    names = np.asarray(strata, str)
    _check(chosen, names)
    columns = {name: np.asarray(c) for name, c in (("audited", audited), ("answered", answered), ("wrong", wrong))}
    allowed = allow(seeds, delta) if seeds else Allowance(miss_rate, 0.0, 0, 0)
    others = ~np.isin(names, [each.name for each in chosen])
    shares = _shares(chosen, delta - allowed.delta, rest=rest_epsilon is not None and bool(others.any()))
    rule = strict.certify if strictly else ranked.certify
    options = {"miss_rate": allowed.miss_rate, "unanswered_as_wrong": unanswered_as_wrong}

    def line(members: NDArray[np.bool_], epsilon: float, share: float) -> Certificate:
        own = {name: column[members] for name, column in columns.items()}
        found = rule(**own, **options, audit_rate=_rate(audit_rate, names[members]), epsilon=epsilon, delta=share)
        return allowed.stamped(found) if seeds else found

    lines = {each.name: line(names == each.name, each.epsilon, shares[each.name]) for each in chosen}
    return _together(delta, len(names), lines, line(others, rest_epsilon, shares[None]) if None in shares else None)


def _together(
    delta: float, population: int, lines: dict[str, Certificate], rest: Certificate | None
) -> StrataCertificate:
    accepted = sum(each.accepted for each in [*lines.values(), *([rest] if rest else [])])
    return StrataCertificate(delta, population, accepted, population - accepted, lines, rest)


def accepted(certificate: StrataCertificate, strata: Sequence[str], audited: ArrayLike) -> NDArray[np.bool_]:
    """Which records, in ranking order, are accepted unseen: the unaudited ones above the line of their group."""
    names, drawn = np.asarray(strata, str), np.asarray(audited, bool)
    above = np.zeros(len(names), bool)
    others = ~np.isin(names, list(certificate.lines))
    groups = [(names == name, line.cut) for name, line in certificate.lines.items()]
    for members, cut in [*groups, (others, certificate.rest.cut if certificate.rest else 0)]:
        above[np.flatnonzero(members)[:cut]] = True
    return above & ~drawn


def _check(chosen: Sequence[Chosen], names: NDArray[np.str_]) -> None:
    wanted = [each.name for each in chosen]
    if len(set(wanted)) < len(wanted):
        raise VerilodeError(f"a stratum is chosen twice: {', '.join(wanted)}")
    there = set(np.unique(names).tolist())
    if missing := [name for name in wanted if name not in there]:
        raise VerilodeError(f"no record belongs to stratum {missing[0]!r}; there are: {', '.join(sorted(there))}")


def _shares(chosen: Sequence[Chosen], delta: float, *, rest: bool) -> dict[str | None, float]:
    """Each promise's risk: what it asks for, or an even part of what is left; the rest goes by None."""
    asked: dict[str | None, float | None] = {each.name: each.delta for each in chosen}
    if rest:
        asked[None] = None
    open_ones = [name for name, share in asked.items() if share is None]
    left = delta - sum(share for share in asked.values() if share is not None)
    if left < -1e-12 or (open_ones and left <= 0):
        raise VerilodeError(f"the strata's shares of the risk exceed delta {delta}: nothing is left for the others")
    return {name: left / len(open_ones) if share is None else share for name, share in asked.items()}


def _rate(audit_rate: float | Mapping[str, float], names: NDArray[np.str_]) -> float:
    """The one rate of all these records' coins."""
    if not isinstance(audit_rate, Mapping):
        return audit_rate
    there = np.unique(names).tolist()
    if missing := [name for name in there if name not in audit_rate]:
        raise VerilodeError(f"no audit rate is given for stratum {missing[0]!r}")
    rates = {audit_rate[name] for name in there}
    if len(rates) > 1:
        raise VerilodeError(f"strata certified together need one audit rate, not {sorted(rates)}")
    return rates.pop()
