"""The report: its counts, its gate, and that it is JSON."""

import json

import pytest

from annotation.agreement.report import agreement
from tests.annotation.agreement.tables import FOUR_RATERS, rows, two_raters


def test_counts():
    found = agreement([*two_raters(40, 2, 2, 40), ("lone", "a", "yes")])
    assert (found.items, found.ratings, found.raters, found.overlap_items) == (85, 169, ("a", "b"), 84)


def test_enough():
    found = agreement(two_raters(50, 3, 3, 50))
    assert found.enough and found.ac1.low >= 0.6
    assert found.reason == f"AC1 is 0.89, certainly above {int(found.ac1.low * 100) / 100:.2f} (106 records in common)"


def test_a_lower_end_below_the_threshold_is_not_enough():
    found = agreement(two_raters(50, 9, 9, 50))
    assert found.ac1.value > 0.6 > found.ac1.low
    assert not found.enough and found.reason.endswith("which is below 0.6")


def test_too_few_records_in_common_are_not_enough():
    found = agreement(two_raters(10, 0, 0, 19))
    assert not found.enough
    assert found.reason == "29 records answered by two people or more; a verdict needs 30"


def test_a_label_that_people_do_not_agree_on_is_named():
    found = agreement(two_raters(10, 20, 20, 950))
    assert found.ac1.low > 0.9 and not found.enough
    assert found.weak == ("yes",) and found.reason.endswith("but people do not agree on yes")


def test_every_two_raters():
    first, *_ = found = agreement(rows(FOUR_RATERS)).pairs
    assert len(found) == 6
    assert (first.first, first.second, first.items, first.value) == ("r0", "r1", 15, pytest.approx(11 / 15))
    assert first.low < first.value < first.high


@pytest.mark.parametrize("table", [[], [("i1", "a", "x")], two_raters(40, 0, 0, 0), rows(FOUR_RATERS)])
def test_it_is_json(table):
    found = agreement(table)
    assert json.loads(json.dumps(found.to_json(), allow_nan=False))["enough"] == found.enough


def test_nothing_answered_twice():
    found = agreement([("i1", "a", "x")])
    assert (found.raw, found.per_label, found.pairs, found.enough) == (None, (), (), False)
