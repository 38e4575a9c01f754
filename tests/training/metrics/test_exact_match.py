"""Exact match, one pair at a time."""

import pytest

from tests.fakes.answered import sheet
from training.metrics.exact_match import exact_match


@pytest.mark.parametrize(
    ("expected", "answered", "right"),
    [
        ("skin", " skin\n", 1.0),
        ("Skin", "skin", 1.0),
        ("skin", "skin.", 0.0),
        ("skin", "", 0.0),
        ("a  b", "a b", 1.0),
    ],
)
def test_white_space_and_case_are_forgiven_and_nothing_else(expected, answered, right):
    assert exact_match()(sheet([expected], [answered])).items == (right,)


def test_case_can_matter():
    score = exact_match(ignore_case=False)(sheet(["Skin", "eye"], ["skin", "eye"]))
    assert (score.value, score.items) == (0.5, (0.0, 1.0))
