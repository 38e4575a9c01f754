"""Chains cut into stars."""

import numpy as np

from pipelines.neardup.star import stars


def near(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Rows alike when their numbers differ by two at most."""
    return np.abs(left - right) <= 2


def test_the_best_takes_its_neighbours_and_the_best_of_the_rest_the_others():
    chain = np.zeros(7, np.int64)
    assert stars(chain, np.arange(7), near).tolist() == [0, 0, 0, 3, 3, 3, 6]


def test_the_rank_says_who_stays():
    chain = np.zeros(5, np.int64)
    assert stars(chain, np.array([4, 3, 2, 1, 0]), near).tolist() == [1, 1, 4, 4, 4]


def test_rows_of_other_chains_are_never_taken():
    chain = np.array([0, 1, 0, 1, 4])
    assert stars(chain, np.arange(5), near).tolist() == [0, 1, 0, 1, 4]


def test_no_rows():
    none = np.empty(0, np.int64)
    assert stars(none, none, near).tolist() == []
