"""Planned looks: decide on complete answers whether to audit more, without spending more risk than was agreed.

An answer that pleases ends the audit, one that does not leads to another look: whoever looks often enough and may
choose finds a certificate in any data. So the looks are planned before the first one, L of them with their coins, and
each certificate is issued at risk δ/L. Whichever look one stops at, the promise fails with probability at most δ
(union over the looks).

Top-up. Look i throws an independent coin of the plan's rate p_i for every record not audited so far. A record is then
audited with probability 1 − (1 − p₁)…(1 − p_i), independently of all others: look i's certificate is the usual one at
this combined rate. The rates belong to the plan; one chosen after a look would depend on its answers, and the combined
coin would be no coin any more.

This is not needed for unfinished audits: a certificate issued while answers are missing costs nothing (`ranked`).
"""

import math
from dataclasses import dataclass

from pipelines.core.errors import VerilodeError


@dataclass(frozen=True, slots=True)
class Look:
    """What to certify with at one look: its share of the risk, and each record's probability to be audited by then."""

    number: int
    delta: float
    audit_rate: float


@dataclass(frozen=True, slots=True)
class Plan:
    """Looks agreed on before the first: the rate of each look's own coin, and the risk of all together."""

    delta: float
    rates: tuple[float, ...]

    def __post_init__(self) -> None:
        """Refuse a plan that cannot be carried out."""
        if not 0 < self.delta < 1:
            raise VerilodeError(f"delta must lie between 0 and 1 (5 % is 0.05), not {self.delta}")
        if not self.rates:
            raise VerilodeError("a plan needs at least one look")
        for rate in self.rates:
            if not 0 < rate < 1:
                raise VerilodeError(f"each look's audit rate must lie between 0 and 1 (5 % is 0.05), not {rate}")

    def look(self, number: int) -> Look:
        """Look `number`, counted from 1.

        Raises:
            VerilodeError: if it was not planned.
        """
        planned = len(self.rates)
        if not 1 <= number <= planned:
            raise VerilodeError(
                f"look {number} was not planned: the plan has {planned} {'look' if planned == 1 else 'looks'}, and "
                "another one would void the confidence; new suggestions need, and allow, a fresh audit"
            )
        return Look(number, self.delta / planned, combined(*self.rates[:number]))


def plan(delta: float, *combined_rates: float) -> Plan:
    """A plan from the audit rates wanted after each look, rising: `plan(0.05, 0.03, 0.06)` may top up 3 % to 6 %."""
    before, coins = 0.0, []
    for rate in combined_rates:
        coins.append(top_up_rate(before, rate))
        before = rate
    return Plan(delta, tuple(coins))


def combined(*rates: float) -> float:
    """The probability of being audited by one of several independent coins."""
    return 1 - math.prod(1 - rate for rate in rates)


def top_up_rate(now: float, wanted: float) -> float:
    """The rate of a further coin, for those not audited yet, that brings the audit from one rate to another."""
    if not 0 <= now < wanted < 1:
        raise VerilodeError(f"an audit of {now:.2%} cannot be topped up to {wanted:.2%}")
    return (wanted - now) / (1 - now)
