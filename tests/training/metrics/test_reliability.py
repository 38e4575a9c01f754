"""Bins, calibration error and temperature by hand and by simulation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import brier_score_loss

from training.metrics._reliability import Bin, brier, cooled, expected_error, fit_temperature, reliability

PAIRS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60)


def test_bins_hold_equally_many_answers():
    curve = reliability([0.9, 0.1, 0.8, 0.3], [1, 0, 0, 1], bins=2)
    assert curve == [Bin(2, pytest.approx(0.2), 0.5), Bin(2, pytest.approx(0.85), 0.5)]


def test_equal_confidences_stay_together():
    assert reliability([0.9] * 100, [1] * 60 + [0] * 40) == [Bin(100, pytest.approx(0.9), 0.6)]


def test_the_error_is_the_mean_distance_by_mass():
    assert expected_error([Bin(3, 0.8, 1.0), Bin(1, 0.5, 0.1)]) == pytest.approx((3 * 0.2 + 0.4) / 4)
    assert expected_error([]) == 0.0


@given(PAIRS, st.integers(1, 20))
def test_every_answer_is_in_one_bin(pairs, bins):
    sure, right = zip(*pairs, strict=True)
    curve = reliability(sure, right, bins)
    assert sum(one.n for one in curve) == len(pairs)
    assert len(curve) <= bins
    assert sum(one.n * one.accuracy for one in curve) == pytest.approx(sum(right))
    means = [one.confidence for one in curve]
    assert means == sorted(means)


@given(PAIRS)
def test_brier_agrees_with_scikit_learn(pairs):
    sure, right = zip(*pairs, strict=True)
    assert brier(sure, right) == pytest.approx(brier_score_loss(right, sure, labels=[False, True]))


@pytest.mark.parametrize("temperature", [0.5, 1.0, 3.0])
def test_the_temperature_that_was_applied_is_found(temperature):
    chance = np.random.default_rng(0)
    honest = chance.uniform(0.02, 0.98, 40_000)
    right = chance.uniform(size=honest.size) < honest
    too_sure = cooled(honest, 1 / temperature)
    assert fit_temperature(too_sure, right) == pytest.approx(temperature, rel=0.05)
    assert expected_error(reliability(cooled(too_sure, fit_temperature(too_sure, right)), right)) < 0.02


@pytest.mark.parametrize("right", [[1, 1], [0, 0]])
def test_one_sided_outcomes_have_a_bounded_temperature(right):
    assert 0.04 < fit_temperature([0.7, 0.9], right) < 21
