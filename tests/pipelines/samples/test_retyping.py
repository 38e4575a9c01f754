"""Retyping: small changes of hand, never another diagnosis."""

from random import Random

import pytest

from pipelines.samples._likeness import likeness
from pipelines.samples._retyping import retype


def test_a_long_title_comes_back_slightly_otherwise():
    title = "Myopathy in diseases classified elsewhere"
    typed = retype(title, Random(1))
    assert typed not in (None, title)
    assert likeness(title, typed) >= 0.8


def test_many_hands_make_many_versions():
    title = "Unspecified anemia due to chronic blood loss, pre-existing"
    assert len({retype(title, Random(seed)) for seed in range(60)}) > 20


def test_a_title_too_short_for_any_change_is_refused():
    assert retype("Yaws", Random(1)) is None


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [("abcdef", "abcdef", 1.0), ("abcdef", "abcdeg", 1 / 3), ("abc", "xyz", 0.0), ("ABCDEF", "abcdef", 0.0)],
)
def test_likeness_by_hand(left, right, expected):
    assert likeness(left, right) == expected
