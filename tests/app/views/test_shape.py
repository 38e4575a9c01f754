"""How a column of numbers lies, as bars."""

import numpy as np

from app.views.shape import BINS, Shape, shape_of


def test_few_whole_numbers_have_a_bar_each() -> None:
    shape = shape_of(np.array([1, 1, 3], np.int32))
    assert shape.edges.tolist() == [0.5, 1.5, 2.5, 3.5]
    assert shape.counts.tolist() == [2, 0, 1]


def test_bars_of_whole_numbers_stay_centred_where_the_tail_is_cut() -> None:
    values = np.append(np.tile([5, 6, 7], 400), [0, 30]).astype(np.int32)
    assert {edge % 1 for edge in shape_of(values).edges.tolist()} == {0.5}


def test_a_long_tail_goes_into_the_last_bar() -> None:
    shape = shape_of(np.append(np.linspace(0, 1, 9_999), 1_000_000).astype(np.float32))
    assert shape.edges[-1] < 2
    assert (shape.counts.size, shape.counts.sum()) == (BINS, 10_000)


def test_equal_numbers_are_one_bar() -> None:
    shape = shape_of(np.full(5, 0.5, np.float32))
    assert (shape.counts[0], shape.counts.sum()) == (5, 5)


def test_no_numbers_have_no_shape() -> None:
    assert shape_of(np.array([], np.float32)) is None


def test_a_share_of_the_records_as_a_value() -> None:
    shape = Shape(np.array([0.0, 10.0, 20.0]), np.array([3, 1]))
    assert (shape.at(0.75), shape.at(1.0)) == (10.0, 20.0)
