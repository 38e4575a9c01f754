"""Length bias on pairs one can count by hand."""

import math

import numpy as np
import pytest

from pipelines.core.length_bias import LengthBias, length_bias


def test_longer_always_wins() -> None:
    assert length_bias(np.array([2, 3]), np.array([1, 2])) == LengthBias(2, 1.0, 0.0, 1.0, 1.0)


def test_as_often_longer_as_shorter_is_no_bias() -> None:
    assert length_bias(np.array([5, 1, 3]), np.array([1, 5, 3])) == LengthBias(3, 0.5, pytest.approx(1 / 3), 0.0, 0.0)


def test_the_correlation_is_pearsons_over_both_sides_of_each_pair() -> None:
    chosen, rejected = np.array([9.0, 4, 2, 7]), np.array([4.0, 6, 1, 7])
    difference = np.concatenate([chosen - rejected, rejected - chosen])
    picked = np.repeat([1, -1], 4)
    assert length_bias(chosen, rejected).correlation == pytest.approx(np.corrcoef(difference, picked)[0, 1])


def test_what_is_no_pair_is_left_out() -> None:
    assert length_bias(np.array([2, math.nan]), np.array([1, 3])).pairs == 1


def test_nothing_to_compare_has_no_bias() -> None:
    nothing = length_bias(np.array([]), np.array([]))
    assert (nothing.pairs, math.isnan(nothing.chosen_longer), math.isnan(nothing.correlation)) == (0, True, True)
    even = length_bias(np.array([3]), np.array([3]))
    assert (even.pairs, even.equal, math.isnan(even.correlation)) == (1, 1.0, True)
