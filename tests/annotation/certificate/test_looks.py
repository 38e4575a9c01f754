"""Planned looks: shares and rates by hand, extra looks refused, and the whole risk over every audit."""

import itertools

import numpy as np
import pytest

from annotation.certificate.looks import Look, Plan, combined, plan, top_up_rate
from annotation.certificate.ranked import certify
from pipelines.core.errors import VerilodeError


def test_each_look_gets_its_share_and_the_combined_rate():
    two = Plan(0.05, (0.1, 0.2))
    assert two.look(1) == Look(1, 0.025, pytest.approx(0.1))
    assert two.look(2) == Look(2, 0.025, pytest.approx(0.28))


def test_a_plan_from_the_rates_wanted():
    assert plan(0.05, 0.2, 0.6).rates == pytest.approx((0.2, 0.5))
    assert plan(0.05, 0.02, 0.04, 0.08).look(3).audit_rate == pytest.approx(0.08)
    assert combined(0.2, top_up_rate(0.2, 0.6)) == pytest.approx(0.6)


def test_a_look_that_was_not_planned_is_refused():
    with pytest.raises(VerilodeError, match="look 3 was not planned: the plan has 2 looks"):
        Plan(0.05, (0.1, 0.1)).look(3)
    with pytest.raises(VerilodeError, match="the plan has 1 look,"):
        Plan(0.05, (0.1,)).look(0)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: Plan(5, (0.1,)), "delta must lie"),
        (lambda: Plan(0.05, ()), "at least one look"),
        (lambda: Plan(0.05, (0.1, 1.0)), "audit rate must lie"),
        (lambda: plan(0.05, 0.2, 0.1), "cannot be topped up to 10.00%"),
    ],
)
def test_plans_that_cannot_be_carried_out(make, reason):
    with pytest.raises(VerilodeError, match=reason):
        make()


def risk(agreed, deltas):
    """Over every way the coins of two looks can fall on 8 wrong records: the chance that either look breaks."""
    first, second = agreed.rates
    chances, broken = {1: first, 2: (1 - first) * second, 0: (1 - first) * (1 - second)}, 0.0
    bad = np.ones(8, bool)
    for coins in itertools.product([0, 1, 2], repeat=8):
        failed = False
        for number, delta in enumerate(deltas, start=1):
            drawn = np.array([0 < coin <= number for coin in coins])
            rate = agreed.look(number).audit_rate
            found = certify(audited=drawn, answered=drawn, wrong=bad, audit_rate=rate, epsilon=0.3, delta=delta)
            failed |= np.count_nonzero(~drawn[: found.cut]) > found.max_wrong
        broken += failed * np.prod([chances[coin] for coin in coins])
    return broken


def test_whichever_look_one_stops_at_the_risk_holds_and_without_sharing_it_would_not():
    agreed = Plan(0.25, (0.5, 0.3))
    assert 0 < risk(agreed, [agreed.look(1).delta, agreed.look(2).delta]) <= 0.25
    assert risk(agreed, [0.25, 0.25]) > 0.25
