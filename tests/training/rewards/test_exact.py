"""What counts as the right answer."""

import pytest

from training.data.prompts import Prompt
from training.rewards import REWARDS, Attempt


def reward(expected: str, answered: str, **options: str) -> float:
    (found,) = REWARDS.build("exact", options).grade([Attempt(Prompt("r", (), expected), answered)])
    return found


@pytest.mark.parametrize(
    ("expected", "answered", "right"),
    [
        ("Skin", " skin. ", 1),
        ("two words", "two  words", 1),
        ("skin", "eye", 0),
        ("1,000", "1000", 1),
        ("18", "$18.00", 1),
        ("18", "+018", 1),
        ("-5", "5", 0),
        ("0.5", "0.50", 1),
        ("0.5", "05", 0),
        ("1,00", "100", 0),
        ("", "", 0),
    ],
)
def test_case_white_space_and_the_writing_of_a_number_do_not_count(expected: str, answered: str, right: int) -> None:
    assert reward(expected, answered) == right


@pytest.mark.parametrize(
    ("answered", "right"),
    [("so 9 + 9 #### 18", 1), ("#### 17 no, #### 18", 1), ("18", 0), ("#### 18 #### 17", 0), ("#### ", 0)],
)
def test_only_what_stands_behind_the_mark_is_compared(answered: str, right: int) -> None:
    assert reward("9 + 9 = 18\n#### 18", answered, after="####") == right


def test_it_needs_answers_to_compare_with() -> None:
    assert REWARDS.build("exact").needs_expected
