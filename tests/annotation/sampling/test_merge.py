"""Merging: cells by hand, in the order length, source, confidence, label."""

import numpy as np

from annotation.sampling.merge import Dimension, merge, name

LABEL = Dimension("label", ("law", "tax"), False, "any label")
SOURCE = Dimension("source", ("a.csv", "b.csv", "c.csv", "d.csv"), False, "any source")
LENGTH = Dimension("length", ("short", "middling", "long"), True, "any length")


def merged(cells, sizes, dimensions, smallest=30):
    return merge(np.array(cells), sizes, dimensions, smallest)


def test_large_cells_stay_apart():
    assert merged([[0, 0], [0, 1], [1, 0]], [30, 40, 50], [LABEL, LENGTH]) == [[0], [1], [2]]


def test_a_small_cell_joins_the_nearest_length():
    assert merged([[0], [1], [2]], [100, 90, 5], [LENGTH]) == [[0], [1, 2]]


def test_of_two_equally_near_ones_it_joins_the_smaller():
    assert merged([[0], [1], [2]], [100, 5, 90], [LENGTH]) == [[0], [1, 2]]


def test_it_joins_a_length_of_its_own_label_even_if_another_label_is_smaller():
    assert merged([[0, 0], [0, 2], [1, 0]], [200, 5, 40], [LABEL, LENGTH]) == [[0, 1], [2]]


def test_what_is_small_over_all_lengths_joins_another_source():
    cells = [[0, 0, 0], [0, 0, 1], [0, 1, 0], [0, 2, 0], [1, 0, 0]]
    assert merged(cells, [10, 10, 40, 90, 31], [LABEL, SOURCE, LENGTH]) == [[0, 1, 2], [3], [4]]


def test_small_sources_join_each_other_before_a_large_one():
    assert merged([[0], [1], [2], [3]], [500, 12, 13, 14], [SOURCE]) == [[0], [1, 2, 3]]


def test_labels_are_joined_last():
    assert merged([[0, 0], [1, 0]], [10, 500], [LABEL, LENGTH]) == [[0, 1]]


def test_a_single_stratum_may_stay_too_small():
    assert merged([[0], [1]], [3, 4], [LENGTH]) == [[0, 1]]


def test_names():
    both = [SOURCE, LENGTH]
    assert name(np.array([[0, 1]]), both) == "a.csv | middling"
    assert name(np.array([[0, 1], [1, 1]]), both) == "a.csv or b.csv | middling"
    assert name(np.array([[0, 0], [1, 0], [2, 0]]), both) == "a.csv and 2 more | short"
    assert name(np.array([[0, 0], [0, 1], [0, 2]]), both) == "a.csv | any length"
    assert name(np.array([[s, k] for s in range(4) for k in range(3)]), both) == "all records"


def test_a_dimension_with_one_level_is_not_named():
    assert name(np.array([[0, 0]]), [Dimension("source", ("a.csv",), False, "any source"), LENGTH]) == "short"
