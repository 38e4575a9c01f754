"""Gopher's rules of repetition: paragraphs, lines and runs of words that come again."""

import pytest

from pipelines.core.errors import VerilodeError
from pipelines.core.records import Record
from pipelines.filters.gopher_repetition import gopher_repetition
from tests.fakes.judging import reason_for

WORDS = " ".join(f"w{n}" for n in range(60))
FIRST = " ".join(f"w{n}" for n in range(20))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (WORDS, None),
        ("", None),
        ("one\n\ntwo\n\none\n\none", "50% of it are paragraphs that repeat an earlier one, more than 30%"),
        (
            f"one\n\ntwo\n\nthree\n\n{WORDS}\n\n{WORDS}",
            "48% of its characters are in paragraphs that repeat an earlier one, more than 20%",
        ),
        ("one\ntwo\none\none", "50% of it are lines that repeat an earlier one, more than 30%"),
        (
            f"one\ntwo\nthree\n{WORDS}\n{WORDS}",
            "48.4% of its characters are in lines that repeat an earlier one, more than 20%",
        ),
        (f"a b c a b d a b {WORDS[:10]}", "34.6% of its characters are in the commonest run of 2 words, more than 20%"),
        (f"{WORDS} {FIRST}", "16.7% of its characters are in repeated runs of 5 words, more than 15%"),
    ],
)
def test_gopher_repetition(text, reason):
    assert reason_for(gopher_repetition(), Record("r", text=text)) == reason


def test_every_length_has_its_own_limit():
    rule = gopher_repetition(max_repeated_grams=[1, 1, 1, 1, 1, 0.1])
    found = reason_for(rule, Record("r", text=f"{WORDS} {FIRST}"))
    assert found == "16.7% of its characters are in repeated runs of 10 words, more than 10%"


def test_a_wrong_number_of_limits_is_refused():
    with pytest.raises(VerilodeError, match="max_top_grams has 2 numbers, wanted 3"):
        gopher_repetition(max_top_grams=[0.2, 0.1])
