"""Where a threshold's slider stops."""

import numpy as np
import pytest

from app.views.stops import Number, share_stops, value_stops


def test_few_whole_numbers_are_all_offered_and_the_recipes_with_them() -> None:
    assert value_stops(np.array([3, 5, 6], np.int32), 1) == (0, 1, 3, 4, 5, 6)


def test_no_bound_stands_last() -> None:
    assert value_stops(np.array([1, 2], np.int32), None) == (0, 1, 2, None)


def test_a_long_tail_takes_few_of_the_stops() -> None:
    values = np.append(np.arange(1000), 1_000_000).astype(np.int32)
    stops = value_stops(values, 100_000)
    assert len(stops) < 100
    assert sum(stop > 1000 for stop in stops) <= 3


def test_shares_have_three_digits() -> None:
    stops = value_stops(np.array([0.123456, 0.5], np.float32), 0.25)
    assert {0.123, 0.25, 0.5} <= set(stops)


def test_the_recipes_own_number_keeps_its_type() -> None:
    assert [type(stop) for stop in value_stops(np.array([0.0, 1.0], np.float32), 1) if stop == 1] == [int]


@pytest.mark.parametrize(("side", "present"), [("low", 0.0), ("high", 0.995)])
def test_shares_of_the_records_run_from_their_end(side: str, present: Number) -> None:
    stops = share_stops(side, present)
    assert present in stops
    assert (max(stops) if side == "low" else 1 - min(stops)) == pytest.approx(0.25)


def test_no_values_leave_the_recipes_number() -> None:
    assert value_stops(np.array([], np.float32), 0.3) == (0, 0.3)
