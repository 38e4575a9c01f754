"""Sorting by key."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipelines.neardup.radix import keyed, sort_by_key


@given(st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 3).map(lambda key: key << 32), max_size=50))
def test_the_order_is_that_of_a_stable_sort_by_the_upper_half(values):
    assert sort_by_key(np.array(values, np.uint64)).tolist() == sorted(values, key=lambda value: value >> 32)


def test_rows_stand_below_their_keys():
    found = keyed(np.array([7, 5, 9, 5], np.uint32), np.array([0, 1, 3]))
    assert [(value >> 32, value & 0xFFFFFFFF) for value in found.tolist()] == [(5, 1), (5, 3), (7, 0)]
