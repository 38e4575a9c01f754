"""Prediction-powered estimates: good predictions help, bad ones do no harm, and the interval stays honest."""

import numpy as np
import pytest

from annotation.sampling.estimate import count_reviews, estimate
from annotation.sampling.powered import powered_estimate


def population(seed, n=4_000):
    rng = np.random.default_rng(seed)
    chance = rng.beta(0.5, 3, n)
    return rng, chance, rng.random(n) < chance, np.where(chance > 0.1, "hard", "easy")


def reviewed_at(rng, n, size):
    drawn = np.zeros(n, bool)
    drawn[rng.choice(n, size, replace=False)] = True
    return drawn


def test_exact_predictions_find_the_truth():
    rng, _, wrong, _ = population(1)
    found = powered_estimate(wrong.astype(float), reviewed_at(rng, 4_000, 200), wrong)
    assert found.rate == pytest.approx(wrong.mean())
    assert found.tuning == pytest.approx(1)
    assert found.worth > 20


def test_predictions_on_another_scale_do_as_well():
    rng, _, wrong, _ = population(1)
    found = powered_estimate(wrong / 10 + 0.3, reviewed_at(rng, 4_000, 200), wrong)
    assert (found.rate, found.tuning) == (pytest.approx(wrong.mean()), pytest.approx(10))


@pytest.mark.parametrize("predicted", [np.full(4_000, 0.2), np.full(4_000, np.nan)])
def test_predictions_that_say_nothing_change_nothing(predicted):
    rng, _, wrong, strata = population(2)
    drawn = reviewed_at(rng, 4_000, 200)
    found, plain = powered_estimate(predicted, drawn, wrong, strata), estimate(count_reviews(strata, drawn, wrong))
    assert found.rate == pytest.approx(plain.rate)
    assert not found.tuning


def test_too_few_reviews_leave_predictions_out():
    rng, chance, wrong, _ = population(2)
    assert powered_estimate(chance, reviewed_at(rng, 4_000, 29), wrong).tuning is None


def test_a_stratum_without_a_review_leaves_predictions_out():
    _, chance, wrong, strata = population(2)
    found = powered_estimate(chance, strata == "hard", wrong, strata)
    assert found.tuning is None and found.unseen == np.count_nonzero(strata == "easy")


@pytest.mark.parametrize("by", ["none", "strata"])
def test_it_is_right_as_often_as_it_says_and_more_exact_than_without(by):
    rng, chance, wrong, strata = population(4)
    truth, rows = wrong.mean(), []
    for _ in range(400):
        drawn = reviewed_at(rng, 4_000, 200)
        found = powered_estimate(chance, drawn, wrong, strata if by == "strata" else None)
        plain = estimate(count_reviews(np.full(4_000, "all"), drawn, wrong))
        rows.append((found.low <= truth <= found.high, found.rate - truth, plain.rate - truth))
    held, errors, plain_errors = np.array(rows).T
    assert 0.91 <= held.mean() <= 0.99
    assert (errors**2).mean() < 0.9 * (plain_errors**2).mean()


def test_columns_of_different_length_are_refused():
    with pytest.raises(ValueError, match="differ in length"):
        powered_estimate([0.1], [True, False], [True, False])
