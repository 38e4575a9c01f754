"""Repeated lines and repeated runs of words."""

import pytest

from pipelines.core.errors import VerilodeError
from pipelines.core.records import Record
from pipelines.filters.repetition import repetition
from tests.fakes.judging import reason_for


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("one\ntwo\nthree\none\nfour\nfive", None),
        ("buy\nnow\nbuy\nbuy\nbuy\n\nbuy", "66.7% of its lines repeat an earlier line, more than 50%"),
        ("yes\nyes\nyes\nyes", None),
        (
            "call us now for free " * 5,
            "80% of its words are in repeated runs of 5, more than 50%",
        ),
        ("call us now for free " * 3, None),
        (" ".join(map(str, range(100))), None),
        ("今天天气很好" * 5, "80% of its words are in repeated runs of 5, more than 50%"),
        ("مرحبا بكم في هذا الموقع " * 5, "80% of its words are in repeated runs of 5, more than 50%"),
        ("", None),
    ],
)
def test_repetition(text, reason):
    assert reason_for(repetition(), Record("r", text=text)) == reason


def test_case_does_not_hide_a_repetition():
    text = "Call us now " * 4 + "CALL US NOW " * 4
    assert reason_for(repetition(ngram=3), Record("r", text=text)).startswith("87.5% of its words")


def test_the_options_move_the_limits():
    record = Record("r", text="a\nb\nc\nd\na")
    assert (
        reason_for(repetition(max_line_share=0.1), record) == "20% of its lines repeat an earlier line, more than 10%"
    )


def test_an_n_gram_has_at_least_one_word():
    with pytest.raises(VerilodeError, match="at least one word, not 0"):
        repetition(ngram=0)
