"""All wrong labels of a data set: those the labeler caused, and the slips of the people who labelled the rest.

A certificate bounds what was accepted although wrong. People's labels have slips of their own. Some of these labels
are checked: labelled again by somebody else, or known beforehand (golden records). From the slips found there, the
number among all of people's labels is bounded; the sum of the two bounds holds at the sum of their risks.
In shares: total error ≤ ε + h·s, with h the share of labels given by people and s the bound on their error.

Bound. Of P labels, T are slips; c of them are checked, chosen by chance, and k slips come up. k is hypergeometric, and
T is at most the largest number for which at most k would come up with probability above δ: the exact bound for a
finite population (Konijn 1973; Buonaccorsi 1987), which is about the very labels in hand, not a rate behind them.
Golden records that are not part of the data set belong to the P labels for the count, and their slips are taken off
again: given T slips in all, the golden ones are a random draw if people slip on them as on any record.

What is counted as a slip. A golden record answered wrongly, or a second person's different answer (at least one of
the two slipped; counted against the first). Slips that two people make alike stay unseen.
"""

from bisect import bisect_left
from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln

from annotation.certificate.ranked import Certificate
from pipelines.core.errors import VerilodeError

SLIPS_SHARE = 0.2
"""The part of the whole risk that the bound on people's slips may take."""


@dataclass(frozen=True, slots=True)
class TotalError:
    """With confidence 1 − `delta` at most `max_wrong` of `population` labels are wrong, whoever caused it.

    `people`: labels given by people. `people_wrong`, `labeler_wrong`: the two parts of `max_wrong`; `people_error` and
    `error`: the bounds as shares of people's labels and of all.
    """

    delta: float
    population: int
    people: int
    checked: int
    slipped: int
    people_wrong: int
    labeler_wrong: int
    max_wrong: int
    people_error: float
    error: float


def split(delta: float) -> tuple[float, float]:
    """The risk at which to issue the certificate, and the one left for people's slips, so that both make δ."""
    return delta * (1 - SLIPS_SHARE), delta * SLIPS_SHARE


def total_error(
    certificate: Certificate, *, checked: int, slipped: int, delta: float, golden: bool = False
) -> TotalError:
    """Add people's own slips to what the certificate bounds.

    Args:
        certificate: At its own risk; all records that it did not accept are labelled by people.
        checked: Labels of people that were checked, chosen by chance.
        slipped: How many of these were slips.
        delta: Risk for the bound on slips; it adds to that of the certificate.
        golden: Whether the checked labels are of records outside the data set.
    """
    people = certificate.touched
    slips = slips_left(people, checked, slipped, delta, golden=golden)
    labeler = certificate.max_wrong if certificate.certified and certificate.accepted else 0
    wrong = min(slips + labeler, certificate.population)
    return TotalError(
        delta=certificate.delta + delta,
        population=certificate.population,
        people=people,
        checked=checked,
        slipped=slipped,
        people_wrong=slips,
        labeler_wrong=labeler,
        max_wrong=wrong,
        people_error=slips / people if people else 0.0,
        error=wrong / certificate.population,
    )


def slips_left(labels: int, checked: int, slipped: int, delta: float, *, golden: bool = False) -> int:
    """The largest number of slips among people's labels that still agrees with what the check found.

    Args:
        labels: Labels given by people.
        checked: How many labels were checked.
        slipped: How many of these were slips; they count as left, too, unless `golden`.
        delta: Risk that there are more.
        golden: Whether the checked labels come on top of `labels`.
    """
    pool = labels + checked if golden else labels
    if not (0 <= slipped <= checked <= pool and 0 < delta < 1):
        raise VerilodeError(f"{slipped} slips in {checked} of {pool} checked labels at risk {delta}: that cannot be")
    possible = range(slipped, pool - checked + slipped + 1)
    most = possible[bisect_left(possible, True, key=lambda wrong: _chance(pool, wrong, checked, slipped) <= delta) - 1]
    return most - slipped if golden else most


def _chance(pool: int, wrong: int, checked: int, slipped: int) -> float:
    """The probability that at most `slipped` of the `wrong` ones are among the checked: hypergeometric."""
    if slipped >= min(wrong, checked):
        return 1.0
    found = np.arange(max(0, checked + wrong - pool), slipped + 1)
    ways = _choose(wrong, found) + _choose(pool - wrong, checked - found) - _choose(pool, checked)
    return float(np.exp(ways).sum())


def _choose(n: int, k: np.ndarray | int) -> np.ndarray:
    """log of n over k."""
    return gammaln(n + 1) - gammaln(np.add(k, 1)) - gammaln(np.subtract(n, k) + 1)
