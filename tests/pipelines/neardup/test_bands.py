"""Bands are chosen for recall at the threshold."""

import numpy as np
import pytest

from pipelines.core.errors import VerilodeError
from pipelines.neardup.bands import band_keys, choose_banding, fewest_agreeing


@pytest.mark.parametrize(
    ("threshold", "num_perm", "expected"),
    [(0.8, 128, (25, 5)), (0.8, 64, (16, 4)), (0.5, 128, (64, 2)), (0.9, 128, (16, 8)), (1.0, 128, (1, 128))],
)
def test_banding(threshold, num_perm, expected):
    assert choose_banding(threshold, num_perm) == expected


@pytest.mark.parametrize("threshold", [0.3, 0.55, 0.7, 0.85, 0.95])
@pytest.mark.parametrize("num_perm", [32, 100, 256])
def test_recall_at_the_threshold_is_at_least_999_in_1000(threshold, num_perm):
    banding = choose_banding(threshold, num_perm)
    assert banding.recall(threshold) >= 0.999
    assert banding.bands * banding.rows <= num_perm


def test_recall_of_a_banding():
    assert choose_banding(0.8, 128).recall(0.8) == pytest.approx(1 - (1 - 0.8**5) ** 25)


def test_too_few_permutations_are_refused_with_the_number_needed():
    with pytest.raises(VerilodeError, match=r"threshold 0\.1 needs num_perm of at least 66, not 16"):
        choose_banding(0.1, 16)
    assert choose_banding(0.1, 66) == (66, 1)


@pytest.mark.parametrize(("threshold", "minima"), [(0.8, 125), (0.5, 128), (0.95, 126)])
def test_a_pair_at_the_threshold_hardly_ever_agrees_less(threshold, minima):
    stats = pytest.importorskip("scipy.stats")
    fewest = fewest_agreeing(threshold, minima)
    assert stats.binom.cdf(fewest - 1, minima, threshold) <= 1e-5 < stats.binom.cdf(fewest, minima, threshold)


def test_identical_sets_agree_everywhere():
    assert fewest_agreeing(1.0, 128) == 128


def test_equal_bands_have_equal_keys():
    minima = np.array([[1, 2, 3, 4], [1, 2, 9, 4], [2, 1, 3, 4]], np.uint32)
    keys = band_keys(minima, 2)
    assert (keys[0] == keys[0, 0]).tolist() == [True, True, False]
    assert (keys[1] == keys[1, 0]).tolist() == [True, False, True]
