"""Calibration: confidence against exact correctness."""

import pytest

from pipelines.core.errors import VerilodeError
from tests.fakes.answered import sheet
from training.metrics.calibration import calibration


def test_ninety_percent_sure_and_half_right():
    score = calibration()(sheet(["a"] * 10, ["a"] * 5 + ["b"] * 5, [0.9] * 10))
    assert score.value == pytest.approx(0.4)
    assert score.lower_is_better
    assert score.parts["brier"] == pytest.approx((5 * 0.01 + 5 * 0.81) / 10)
    assert (score.parts["bins"], score.parts["bin_1_n"]) == (1.0, 10.0)
    assert (score.parts["bin_1_confidence"], score.parts["bin_1_accuracy"]) == (pytest.approx(0.9), 0.5)
    assert score.parts["temperature"] > 2


def test_the_curve_has_as_many_points_as_asked_for():
    score = calibration(bins=2)(sheet(["a"] * 4, ["b", "b", "a", "a"], [0.0, 0.0, 1.0, 1.0]))
    assert (score.value, score.parts["bins"]) == (0.0, 2.0)


def test_answers_without_confidence_cannot_be_measured():
    with pytest.raises(VerilodeError, match="needs confidence: the answer to 'r0' has none"):
        calibration()(sheet(["a"], ["a"]))


@pytest.mark.parametrize("wrong", [1.2, -0.1, float("nan")])
def test_a_confidence_is_a_probability(wrong):
    with pytest.raises(VerilodeError, match="is no probability"):
        calibration()(sheet(["a"], ["a"], [wrong]))


def test_bins_count_from_one():
    with pytest.raises(VerilodeError, match="bins must be at least 1"):
        calibration(bins=0)
