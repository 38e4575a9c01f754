"""What reviews buy: known sample sizes, and plans checked against the binomial itself."""

import json

import pytest
from scipy.stats import binom

from annotation.sampling.size import estimate_size, half_width, proof_reviews, ranked_minimum, what_buys
from pipelines.core.errors import VerilodeError


@pytest.mark.parametrize(
    ("options", "reviews"),
    [
        ({"half_width": 0.05}, 385),
        ({"half_width": 0.05, "population": 1_000}, 278),
        ({"half_width": 0.03, "rate": 0.1}, 385),
        ({"half_width": 0.01, "population": 50}, 50),
    ],
)
def test_reviews_for_a_half_width(options, reviews):
    assert estimate_size(**options) == reviews


def test_the_half_width_is_the_reverse():
    assert half_width(278, 1_000) <= 0.05 < half_width(276, 1_000)
    assert half_width(50, 50) == 0


@pytest.mark.parametrize(
    ("epsilon", "true_share", "reviews"),
    [
        *((0.02, 0, 149), (0.05, 0, 59), (0.10, 0, 29)),
        *((0.05, 0.2, 153), (0.05, 0.4, 311), (0.05, 0.6, 832)),
        *((0.02, 0.2, 386), (0.02, 0.4, 845), (0.02, 0.6, 2_144)),
    ],
)
def test_reviews_that_prove(epsilon, true_share, reviews):
    assert proof_reviews(epsilon, true_share=true_share) == reviews


def test_a_plan_keeps_its_risk_and_its_power_and_no_smaller_one_does():
    def power(n):
        allowed = max((c for c in range(n) if binom.cdf(c, n, 0.1) <= 0.05), default=None)
        return 0.0 if allowed is None else binom.cdf(allowed, n, 0.04)

    n = proof_reviews(0.1, true_share=0.4)
    assert power(n) >= 0.9
    assert all(power(smaller) < 0.9 for smaller in range(1, n))


def test_a_large_plan_is_found_as_well():
    n = proof_reviews(0.005, true_share=0.7)
    allowed = int(binom.ppf(0.05, n, 0.005)) - 1
    assert binom.cdf(allowed, n, 0.005) <= 0.05 and binom.cdf(allowed, n, 0.0035) >= 0.9
    assert n > 10_000


def test_the_ranked_certificate_needs_an_audit_rate():
    assert ranked_minimum(300, 0.05) == (pytest.approx(0.1707, abs=1e-4), 52)
    assert ranked_minimum(10_000, 0.05)[1] == 60
    assert ranked_minimum(10, 0.05, miss_rate=0.5) == (pytest.approx(1.9), 10)


def test_a_table_of_what_is_bought():
    few, some, all_ = what_buys(3_000, 0.05, 0.05, [30, 200, 5_000])
    assert (few.allowed_errors, few.chances[0.2], few.ranked) == (None, 0.0, False)
    assert round(few.provable, 3) == 0.095
    assert (some.allowed_errors, some.ranked) == (4, True)
    assert {share: round(chance, 2) for share, chance in some.chances.items()} == {0.2: 0.95, 0.4: 0.63, 0.6: 0.28}
    assert (all_.reviews, all_.half_width, all_.provable, all_.allowed_errors) == (3_000, 0.0, 0.0, 150)


def test_the_table_is_json():
    (row,) = what_buys(3_000, 0.05, 0.05, [59])
    assert json.loads(json.dumps(row.to_json()))["chances"]["0.2"] == pytest.approx(0.5527, abs=1e-4)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: estimate_size(5),
        lambda: proof_reviews(0),
        lambda: proof_reviews(0.05, true_share=1),
        lambda: what_buys(0, 0.05, 0.05, [1]),
    ],
)
def test_options_out_of_range_are_refused(wrong):
    with pytest.raises(VerilodeError):
        wrong()


def test_a_plan_that_nobody_could_pay_is_refused():
    with pytest.raises(VerilodeError, match="takes .* reviews"):
        proof_reviews(0.0001, true_share=0.99)
