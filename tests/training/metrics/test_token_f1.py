"""Token F1 as SQuAD has it."""

import pytest

from tests.fakes.answered import sheet
from training.metrics.token_f1 import token_f1


@pytest.mark.parametrize(
    ("expected", "answered", "f1"),
    [
        ("the red fox", "a red fox!", 1.0),
        ("red fox", "fox", 2 / 3),
        ("red red fox", "red fox fox", 2 / 3),
        ("red", "blue", 0.0),
        ("", "red", 0.0),
        ("...", "", 1.0),
        ("Grüße aus Köln", "grüße von köln", 2 / 3),
    ],
)
def test_words_are_shared_in_any_order(expected, answered, f1):
    assert token_f1()(sheet([expected], [answered])).items == (pytest.approx(f1),)


def test_articles_can_count():
    assert token_f1(drop_articles=False)(sheet(["the fox"], ["a fox"])).value == 0.5


def test_the_length_ratio_shows_who_rambles():
    assert token_f1()(sheet(["abcd", ""], ["abcdefgh", "abcd"])).parts == {"length_ratio": 3.0}
