"""Lengths in fixed bins."""

from hypothesis import given
from hypothesis import strategies as st

from training.preflight.histogram import EDGES, Bin, histogram


def test_a_length_stands_in_the_bin_that_ends_with_it() -> None:
    assert histogram([8, 9, 16, 17]) == [Bin(0, 8, 1), Bin(8, 16, 2), Bin(16, 24, 1)]


def test_empty_bins_are_left_out_at_the_ends_only() -> None:
    assert histogram([10, 30]) == [Bin(8, 16, 1), Bin(16, 24, 0), Bin(24, 32, 1)]


def test_no_rows_no_bins() -> None:
    assert histogram([]) == []


def test_the_last_bin_has_no_end() -> None:
    assert histogram([EDGES[-1] + 1]) == [Bin(EDGES[-1], None, 1)]


@given(st.lists(st.integers(1, 10**6)))
def test_every_row_is_counted_once(lengths: list[int]) -> None:
    assert sum(one.rows for one in histogram(lengths)) == len(lengths)
