"""Many audits at once: each is what `certify` gives, and careless people break what does not allow for them."""

from dataclasses import replace

import numpy as np
import pytest

from annotation.certificate import ranked, strict
from annotation.certificate.misses import Seeds, certify
from annotation.certificate.repeats import Setting, repeat
from annotation.certificate.tryout import try_out
from pipelines.core.errors import VerilodeError

N = 3_000
WRONG = np.random.default_rng(2).random(N) < np.linspace(0, 0.5, N) ** 2
SETTING = Setting(epsilon=0.05, delta=0.05, audit_rate=0.15)


@pytest.mark.parametrize(("rule", "strictly"), [(ranked.certify, False), (strict.certify, True)])
@pytest.mark.parametrize("miss_rate", [0.0, 0.2])
@pytest.mark.parametrize("careless", [0.0, 0.3])
def test_each_repeat_is_what_certify_gives(rule, strictly, miss_rate, careless):
    setting = replace(SETTING, miss_rate=miss_rate, careless=careless, strictly=strictly)
    found = repeat(WRONG, setting, 3, seed=7)
    coins, overlooking = np.random.default_rng(7), np.random.default_rng([7, 1])
    drawn = coins.random((3, N)) < 0.15
    noticed = np.zeros((3, N), bool)
    noticed[:, WRONG] = overlooking.random((3, WRONG.sum())) >= careless if careless else True
    for i in range(3):
        expected = rule(
            audited=drawn[i], answered=drawn[i], wrong=WRONG & noticed[i], audit_rate=0.15, miss_rate=miss_rate
        )
        kept = drawn[i] & (noticed[i] | strictly)
        left = np.count_nonzero((WRONG & ~kept)[: expected.cut])
        assert (found.audited[i], found.accepted[i]) == (expected.audited, expected.accepted)
        assert (found.left[i], found.broken[i], found.certified[i]) == (
            left,
            left > expected.max_wrong,
            expected.certified,
        )


def test_strict_lines_count_what_stands_above_each_size_and_no_more():
    wrong = np.random.default_rng(3).random(1_000) < np.linspace(0.1, 0.5, 1_000)
    found = repeat(wrong, Setting(0.3, 0.1, 0.3, strictly=True), 60, seed=1)
    drawn = np.random.default_rng(1).random((60, 1_000)) < 0.3
    level = {"audit_rate": 0.3, "epsilon": 0.3, "delta": 0.1}
    expected = [strict.certify(audited=row, answered=row, wrong=wrong, **level).accepted for row in drawn]
    assert found.accepted.tolist() == expected
    assert len(set(expected)) > 30


def test_planted_errors_set_the_miss_rate_of_each_repeat():
    setting = replace(SETTING, careless=0.3, seeds=40)
    found = repeat(WRONG, setting, 2, seed=5)
    overlooked = np.random.default_rng([5, 2]).binomial(40, 0.3, 2)
    drawn = np.random.default_rng(5).random((2, N)) < 0.15
    noticed = np.zeros((2, N), bool)
    noticed[:, WRONG] = np.random.default_rng([5, 1]).random((2, WRONG.sum())) >= 0.3
    for i in range(2):
        columns = {"audited": drawn[i], "answered": drawn[i], "wrong": WRONG & noticed[i]}
        expected = certify([Seeds("ann", 40, int(overlooked[i]))], audit_rate=0.15, **columns)
        assert found.accepted[i] == expected.accepted


@pytest.mark.parametrize("strictly", [False, True])
def test_careless_people_break_a_promise_that_does_not_allow_for_them(strictly):
    careless = replace(SETTING, careless=0.5, strictly=strictly)
    assert repeat(WRONG, careless, 300).broken.mean() > 0.15
    allowing = (replace(careless, miss_rate=0.5), replace(careless, seeds=100))
    assert all(repeat(WRONG, setting, 300).broken.mean() <= 0.05 for setting in allowing)


def test_strict_mode_leaves_less_wrong_among_the_accepted():
    loose, tight = (repeat(WRONG, replace(SETTING, strictly=strictly), 200) for strictly in (False, True))
    assert tight.accepted.mean() < loose.accepted.mean()
    assert (tight.left > 0.05 * tight.accepted).mean() <= 0.05 < (loose.left > 0.05 * loose.accepted).mean()


def test_nobody_who_notices_anything_certifies_nothing():
    found = repeat(WRONG, replace(SETTING, careless=1.0, seeds=20), 5)
    assert not found.certified.any() and not found.accepted.any()


def test_too_small_a_set_for_strict_mode():
    found = try_out(["a"] * 20, ["a"] * 20, [0.5] * 20, strictly=True, repeats=3)
    assert (found.certified, found.accepted, found.violation_rate) == (False, 0, 0.0)


def test_blocks_do_not_show():
    """More repeats than fit a block of coins: the first ones stay the same."""
    few, many = repeat(WRONG, SETTING, 10), repeat(WRONG, SETTING, 1_500)
    assert few.accepted.tolist() == many.accepted[:10].tolist()


@pytest.mark.parametrize(
    ("option", "reason"), [({"careless": 5}, "careless must lie"), ({"seeds": -1}, "seeds must be")]
)
def test_options_out_of_range(option, reason):
    with pytest.raises(VerilodeError, match=reason):
        try_out(["a"], ["a"], [1.0], **option)
