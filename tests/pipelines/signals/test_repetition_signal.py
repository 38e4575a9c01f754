"""What the family `repetition` measures, by example."""

import math

import pytest

from pipelines.core.errors import VerilodeError
from pipelines.core.records import Record
from pipelines.signals.repetition import repetition
from tests.fakes.judging import signals_of


def one(body: str, column: str, **options: object) -> float:
    """One column of one text."""
    return signals_of("repetition", [Record("r", text=body)], options)[column][0].as_py()


@pytest.mark.parametrize(
    ("body", "column", "value"),
    [
        ("a\nb\na\nc", "line_share", 1 / 4),
        ("aa\nb\n\naa", "line_character_share", 2 / 8),
        ("a\nb\n\na\nb\n\nc\n", "paragraph_share", 1 / 3),
        ("a\nb\n\na\nb\n\nc\n", "paragraph_character_share", 3 / 12),
        ("a b c a b", "top_2_gram_share", 6 / 9),
        ("a b c", "top_2_gram_share", 3 / 5),
        ("a b b a", "top_2_gram_share", 3 / 7),
        ("a b c d e a b c d e", "repeated_5_gram_share", 5 / 19),
        ("a b c d e f a b c d e f", "repeated_6_gram_share", 6 / 23),
        ("a b c d e f a b c d e f", "repeated_7_gram_share", 0),
        ("a a a a a a a a a a a", "repeated_5_gram_share", 10 / 21),
        ("Call us now " * 4 + "CALL US NOW " * 4, "run_share", 1 - 3 / 24),
    ],
)
def test_one_number(body, column, value):
    ngram = {"ngram": 3} if column == "run_share" else {}
    assert one(body, column, **ngram) == pytest.approx(value)


def test_few_words_have_no_share_of_runs():
    assert math.isnan(one("a b " * 9, "run_share"))
    assert one("a b " * 10, "run_share") == pytest.approx(0.9)


def test_an_empty_text_has_no_shares():
    row = signals_of("repetition", [Record("r", text="")]).to_pylist()[0]
    assert all(math.isnan(value) for value in row.values())


def test_a_run_has_at_least_one_word():
    with pytest.raises(VerilodeError, match="at least one word, not 0"):
        repetition(ngram=0)
