"""Allocation by hand and for any sizes; draws that stay as they were when more is asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotation.sampling.allocation import allocate, deviations, draw
from pipelines.core.errors import VerilodeError


def test_by_size():
    assert allocate({"a": 600, "b": 300, "c": 100}, 100, minimum=1) == {"a": 60, "b": 30, "c": 10}


def test_a_small_stratum_gets_the_minimum_at_the_cost_of_the_others():
    assert allocate({"a": 1_000, "b": 500, "c": 20}, 100) == {"a": 60, "b": 30, "c": 10}


def test_no_stratum_gets_more_than_it_holds():
    assert allocate({"a": 1_000, "b": 4}, 100) == {"a": 96, "b": 4}
    assert allocate({"a": 7, "b": 4}, 100) == {"a": 7, "b": 4}


def test_neyman_goes_by_size_times_deviation():
    assert allocate({"a": 500, "b": 500}, 100, deviations={"a": 0.1, "b": 0.4}) == {"a": 20, "b": 80}


def test_deviations_that_are_all_zero_leave_size():
    assert allocate({"a": 300, "b": 100}, 80, deviations={"a": 0.0, "b": 0.0}) == {"a": 60, "b": 20}


def test_deviations_next_to_nothing_are_no_trouble():
    assert allocate({"a": 10, "b": 10}, 19, 0, {"a": 0.0, "b": 5e-324}) == {"a": 9, "b": 10}


def test_a_pilot_without_an_error_still_has_a_deviation():
    found = deviations({"a": 9, "b": 9}, {"b": 4})
    assert found == {"a": pytest.approx((0.05 * 0.95) ** 0.5), "b": pytest.approx((0.45 * 0.55) ** 0.5)}


def test_the_minimum_gives_way_to_the_total():
    assert allocate({"a": 900, "b": 50, "c": 50}, 9) == {"a": 3, "b": 3, "c": 3}


def test_too_few_reviews_for_the_strata_are_refused():
    with pytest.raises(VerilodeError, match="2 reviews do not reach 3 strata"):
        allocate({"a": 900, "b": 50, "c": 50}, 2)


@given(
    st.dictionaries(st.text(max_size=3), st.tuples(st.integers(1, 5_000), st.floats(0, 0.5)), min_size=1, max_size=20),
    st.integers(0, 20_000),
    st.integers(0, 30),
    st.booleans(),
)
def test_the_total_is_exact_and_every_bound_is_kept(strata, more, minimum, neyman):
    sizes = {name: size for name, (size, _) in strata.items()}
    total = len(sizes) + more
    found = allocate(sizes, total, minimum, {name: s for name, (_, s) in strata.items()} if neyman else None)
    assert sum(found.values()) == min(total, sum(sizes.values()))
    least = min(minimum, min(total, sum(sizes.values())) // len(sizes))
    assert all(min(least, sizes[name]) <= found[name] <= sizes[name] for name in sizes)


IDS = [f"r{number}" for number in range(200)]
STRATA = ["a" if number % 4 else "b" for number in range(200)]


def drawn(a, b, ids=IDS, strata=STRATA, **options):
    return draw(ids, strata, {"a": a, "b": b}, purpose="pilot", **options)


def test_a_draw_takes_the_numbers_asked_for():
    found = drawn(15, 5)
    assert len(set(found)) == 20
    assert sum(int(name[1:]) % 4 == 0 for name in found) == 5


def test_more_reviews_keep_those_drawn_before():
    assert set(drawn(15, 5)) < set(drawn(30, 10))


def test_a_draw_does_not_depend_on_the_order_of_the_records():
    assert drawn(15, 5, IDS[::-1], STRATA[::-1]) == drawn(15, 5)


def test_seeds_and_purposes_draw_differently():
    assert set(drawn(15, 5, seed=1)) != set(drawn(15, 5))
    assert draw(IDS, STRATA, {"a": 15, "b": 5}, purpose="golden") != drawn(15, 5)


def test_strata_do_not_come_in_blocks():
    found = [int(name[1:]) % 4 == 0 for name in drawn(50, 50)]
    assert 20 < sum(one != next_ for one, next_ in zip(found, found[1:], strict=False)) < 80
