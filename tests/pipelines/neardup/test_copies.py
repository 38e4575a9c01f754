"""Rows with the same sequence of words."""

import numpy as np

from pipelines.neardup.copies import fingerprints, first_copies


def test_every_copy_names_the_first():
    prints = np.array([9, 4, 9, 7, 4, 9], np.uint64)
    assert first_copies(prints, np.ones(6, np.int64)).tolist() == [0, 1, 0, 3, 1, 0]


def test_rows_without_words_are_not_copies():
    assert first_copies(np.zeros(3, np.uint64), np.array([0, 1, 0])).tolist() == [0, 1, 2]


def test_a_fingerprint_is_of_the_whole_sequence_in_order():
    rows = [[1, 2], [2, 1], [1, 2], [1], [1, 2, 0], []]
    units = np.array([unit for row in rows for unit in row], np.uint64)
    found = fingerprints(units, np.cumsum([0, *map(len, rows)])).tolist()
    assert found[0] == found[2]
    assert len(set(found)) == 5
