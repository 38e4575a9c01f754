"""The weighted estimate: by hand, when few errors are seen, when strata wait, and how often its interval is right."""

import numpy as np
import pytest

from annotation.sampling.estimate import Reviewed, count_reviews, estimate
from pipelines.core.errors import VerilodeError

UNEVEN = [Reviewed("large", 9_000, 100, 5), Reviewed("small", 1_000, 100, 40)]


def test_strata_count_by_their_records_not_by_their_reviews():
    found = estimate(UNEVEN)
    assert found.rate == pytest.approx(0.9 * 0.05 + 0.1 * 0.40)
    assert found.rate < 45 / 200 / 2, "the plain mean of the reviews is far off"


def test_the_interval_is_that_of_the_variance_formula():
    """Var = .81·.0545·.9455/100·(1 − 100/9000) + .01·.4010·.5990/100·(1 − 100/1000) = 4.344e-4."""
    found = estimate(UNEVEN)
    assert (found.high - found.low) / 2 == pytest.approx(1.96 * 4.344e-4**0.5, rel=0.02)
    assert found.low < 0.085 < found.high


def test_each_stratum_has_its_own_exact_interval():
    large, small = estimate(UNEVEN).strata
    assert (large.rate, large.low, large.high) == (
        0.05,
        pytest.approx(0.01643, abs=1e-5),
        pytest.approx(0.11283, abs=1e-5),
    )
    assert small.rate == 0.4 and (round(small.low, 3), round(small.high, 3)) == (0.308, 0.497)


def test_no_error_seen_is_not_no_error():
    found = estimate([Reviewed("a", 5_000, 30, 0), Reviewed("b", 5_000, 29, 0)])
    assert (found.rate, found.low) == (0.0, 0.0)
    assert 0.05 < found.high < 0.07


def test_a_full_review_leaves_no_doubt():
    found = estimate([Reviewed("a", 50, 50, 0), Reviewed("b", 50, 50, 25)])
    assert (found.rate, found.low, found.high, found.worth) == (0.25, 0.25, 0.25, None)


def test_a_stratum_without_a_review_may_be_all_right_or_all_wrong():
    found = estimate([Reviewed("a", 800, 800, 80), Reviewed("b", 200, 0, 0)])
    assert (found.rate, found.unseen) == (0.1, 200)
    assert (found.low, found.high) == (pytest.approx(0.08), pytest.approx(0.28))


def test_before_the_first_review_nothing_is_known():
    found = estimate([Reviewed("a", 800, 0, 0)])
    assert (found.rate, found.low, found.high) == (None, 0.0, 1.0)
    assert found.to_json()["strata"][0]["rate"] is None


def test_counting_columns():
    found = count_reviews(["b", "a", "b", "b"], [True, True, False, True], [True, False, True, False])
    assert found == [Reviewed("a", 1, 1, 0), Reviewed("b", 3, 2, 1)]


@pytest.mark.parametrize("counts", [[], [Reviewed("a", 0, 0, 0)]])
def test_no_records_are_refused(counts):
    with pytest.raises(VerilodeError, match="nothing to estimate"):
        estimate(counts)


def test_counts_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="do not fit together"):
        estimate([Reviewed("a", 5, 6, 0)])


@pytest.mark.parametrize("reviewed", [(60, 60, 60), (120, 50, 10)])
@pytest.mark.parametrize("rates", [(0.02, 0.1, 0.3), (0.01, 0.01, 0.02), (0.3, 0.2, 0.5)])
def test_the_interval_is_right_about_as_often_as_it_says(reviewed, rates):
    rng, records = np.random.default_rng(3), np.array([2_000, 800, 200])
    wrong = (np.array(rates) * records).astype(int)
    truth, held = wrong.sum() / records.sum(), 0
    for _ in range(400):
        hits = rng.hypergeometric(wrong, records - wrong, reviewed)
        found = estimate([Reviewed(*row) for row in zip("abc", records.tolist(), reviewed, hits.tolist(), strict=True)])
        held += found.low <= truth <= found.high
    assert 0.92 <= held / 400 <= 0.995
