"""The figures that several metrics share."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.answered import sheet
from training.metrics._scored import f1, length_ratio, mean, scored, share


@given(st.lists(st.floats(0, 1), max_size=50))
def test_a_mean_of_shares_is_a_share(values):
    assert 0 <= mean(values) <= 1
    assert mean([1.0] * len(values)) == float(bool(values))


@pytest.mark.parametrize(("counts", "value"), [((2, 3, 4), 4 / 7), ((0, 0, 4), 0.0), ((0, 0, 0), 1.0)])
def test_f1_of_counts(counts, value):
    assert f1(*counts) == pytest.approx(value)


def test_all_of_nothing_is_all():
    assert (share(0, 0), share(1, 4)) == (1.0, 0.25)


def test_characters_answered_for_each_expected():
    assert length_ratio(sheet(["ab", "cd"], ["a", "b"])) == 0.5
    assert length_ratio([]) == 1.0


def test_a_score_keeps_its_items_in_order():
    score = scored(iter([1.0, 0.0]), {"part": 0.5})
    assert (score.value, score.items, score.parts) == (0.5, (1.0, 0.0), {"part": 0.5})
