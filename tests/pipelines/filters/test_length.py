"""Length in words and characters, in scripts with and without spaces."""

import pytest

from pipelines.core.errors import VerilodeError
from pipelines.core.records import Record
from pipelines.filters.length import length
from tests.fakes.judging import reason_for


@pytest.mark.parametrize(
    ("text", "options", "reason"),
    [
        ("three short words", {}, None),
        ("  \n ", {}, "0 characters, fewer than 1"),
        ("...", {}, "0 words, fewer than 1"),
        ("two words", {"min_words": 3}, "2 words, fewer than 3"),
        ("one two three", {"max_words": 2}, "3 words, more than 2"),
        ("four", {"min_chars": 5}, "4 characters, fewer than 5"),
        ("  four  ", {"max_chars": 4}, None),
        ("fives", {"max_chars": 4}, "5 characters, more than 4"),
        ("急性上呼吸道感染", {"min_words": 5}, None),
        ("ปวดศีรษะมาก", {"min_words": 2}, None),
        ("التهاب رئوي حاد", {"min_words": 3, "max_words": 3}, None),
        ("हिन्दी भाषा", {"min_words": 2, "max_words": 2}, None),
    ],
)
def test_length(text, options, reason):
    assert reason_for(length(**options), Record("r", text=text)) == reason


def test_instruction_and_response_count_together():
    record = Record("r", instruction="one two", response="three")
    assert reason_for(length(max_words=2), record) == "3 words, more than 2"


def test_bounds_that_exclude_everything_are_refused():
    with pytest.raises(VerilodeError, match="the minimum 5 is above the maximum 4"):
        length(min_words=5, max_words=4)
