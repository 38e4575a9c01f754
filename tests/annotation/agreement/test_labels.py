"""Agreement per label: by hand, for values that hold several labels, and with few cases."""

import pytest

from annotation.agreement.labels import per_label
from annotation.agreement.ratings import ratings
from tests.annotation.agreement.tables import two_raters


def test_a_rare_label_shows_what_the_overall_figure_hides():
    no, yes = per_label(ratings(two_raters(10, 20, 20, 950)))
    assert (yes.label, yes.items, yes.chosen) == ("yes", 50, 60)
    assert yes.value == pytest.approx(2 * 10 / (2 * 10 + 40))
    assert no.value == pytest.approx(2 * 950 / (2 * 950 + 40))
    assert 0.15 < yes.low < yes.value < yes.high < 0.5


def test_with_three_raters_every_pair_counts():
    found = ratings([("i1", rater, value) for rater, value in zip("abc", "xxy", strict=True)])
    assert {one.label: round(one.value, 3) for one in per_label(found)} == {"x": 0.5, "y": 0.0}


def test_a_value_may_hold_several_labels_or_none():
    rows = [("i1", "a", "law,tax"), ("i1", "b", "law"), ("i2", "a", "tax"), ("i2", "b", "tax"), ("i3", "a", "")]
    found = per_label(ratings([*rows, ("i3", "b", "")]), lambda value: tuple(filter(None, value.split(","))))
    assert {one.label: (one.items, round(one.value, 3)) for one in found} == {"law": (1, 1.0), "tax": (2, 0.667)}


def test_few_cases_are_no_certainty_either_way():
    no, yes = per_label(ratings(two_raters(3, 0, 0, 100)))
    assert yes.value == 1 and yes.low < 0.5
    (_, never) = per_label(ratings(two_raters(0, 2, 1, 100)))
    assert never.value == 0 and never.high > 0.5
    assert no.low > 0.9


def test_of_many_labels_the_most_chosen_are_told():
    rows = [(f"i{n}", rater, f"v{n % 150:03}" if n < 300 else "often") for n in range(400) for rater in "ab"]
    found = per_label(ratings(rows))
    assert len(found) == 100 and found[0].label == "often"


def test_nothing_in_common_gives_nothing():
    assert per_label(ratings([("i1", "a", "x")])) == ()
