"""ROUGE-L by hand: the longest common subsequence of words."""

import pytest

from tests.fakes.answered import sheet
from training.metrics.rouge_l import rouge_l


@pytest.mark.parametrize(
    ("expected", "answered", "f1"),
    [
        ("police killed the gunman", "police kill the gunman", 0.75),
        ("police killed the gunman", "the gunman kill police", 0.5),
        ("a b", "c", 0.0),
        ("Über Köln", "über köln", 1.0),
        ("насос", "насос смазать", 2 / 3),
        ("!", "!", 1.0),
        ("", "x", 0.0),
    ],
)
def test_words_count_in_order(expected, answered, f1):
    assert rouge_l()(sheet([expected], [answered])).items == (pytest.approx(f1),)


def test_precision_and_recall_tell_a_long_answer_from_a_short_one():
    parts = rouge_l()(sheet(["a b c d"], ["a b"])).parts
    assert (parts["precision"], parts["recall"]) == (1.0, 0.5)
