"""Comparisons on sheets small enough to count by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.core.intervals import mcnemar_exact, proof_size
from training.evaluation.compared import Compared, compare_items, flip_p, holm, interval_of, records_to_keep


def test_right_and_wrong_items_go_by_mcnemars_test() -> None:
    seen = compare_items([1.0] * 8 + [0.0] * 4, [0.0] * 8 + [1.0] + [0.0] * 3)
    assert (seen.n, seen.gained, seen.lost, seen.groups) == (12, 8, 1, None)
    assert seen.p == mcnemar_exact(8, 1)


def test_scores_between_right_and_wrong_have_no_gained_and_lost() -> None:
    seen = compare_items([0.75, 0.5, 0.25] * 20, [0.5, 0.25, 0.0] * 20)
    assert (seen.difference, seen.gained, seen.lost) == (0.25, None, None)
    assert seen.proven and seen.p == pytest.approx(1 / 4001)


@pytest.mark.parametrize(("gained", "lost"), [(8, 1), (12, 4), (6, 0), (5, 5)])
def test_flipping_signs_is_mcnemars_test_for_right_and_wrong(gained: int, lost: int) -> None:
    found = flip_p(np.array([1.0] * gained + [-1.0] * lost), repeats=40_000)
    assert found == pytest.approx(mcnemar_exact(gained, lost), abs=0.01)


def test_items_of_one_group_move_together() -> None:
    won, lost = [1.0] * 50 + [0.0] * 50, [0.0] * 50 + [0.0] * 50
    groups = [i // 25 for i in range(100)]
    alone, together = compare_items(won, lost), compare_items(won, lost, groups)
    assert together.groups == 4
    assert together.high - together.low > 3 * (alone.high - alone.low)
    assert alone.proven and not together.proven


def test_the_group_of_an_item_is_not_its_place() -> None:
    values, groups = [1.0, 0.0, 1.0, 0.0], ["x", "y", "x", "y"]
    swapped = compare_items([0.0, 0.0, 1.0, 1.0], [0.0] * 4, ["y", "y", "x", "x"])
    seen = compare_items(values, [0.0] * 4, groups)
    assert (seen.low, seen.high) == (swapped.low, swapped.high) == (0.0, 1.0)


def test_an_interval_of_shares_is_wilsons_until_groups_come_in() -> None:
    assert interval_of([1.0] * 10) == (pytest.approx(0.722, abs=0.001), 1.0)
    assert interval_of([1.0] * 10, ["one"] * 10)[0] == pytest.approx(0.207, abs=0.001)


def test_corrected_p_values_by_hand() -> None:
    assert holm([0.04, 0.01, 0.03]) == [0.06, 0.03, 0.06]
    assert holm([]) == []


@given(st.lists(st.floats(0, 1), max_size=12))
def test_a_correction_never_makes_a_finding_stronger(values: list[float]) -> None:
    corrected = holm(values)
    assert all(a >= b for a, b in zip(corrected, values, strict=True))
    assert all(p <= 1 for p in corrected)


def test_five_groups_of_a_hundred_equal_items_do_not_rule_out_a_loss() -> None:
    same = Compared(0.0, 0.0, 0.0, n=500, p=1.0, groups=5)
    assert not same.kept(0.02)
    assert records_to_keep(same, 0.02) == proof_size(0.02) * 100 - 500
