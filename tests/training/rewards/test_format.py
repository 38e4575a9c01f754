"""Whether an answer has the form that is asked for."""

import pytest

from pipelines.core.errors import VerilodeError
from training.data.prompts import Prompt
from training.rewards import REWARDS, Attempt


def test_the_whole_answer_must_have_the_form() -> None:
    reward = REWARDS.build("format", {"pattern": r"(?s).*#### -?\d+"})
    answers = ["nine\nand nine\n#### 18", " #### -3 ", "#### 18 apples", "18"]
    assert reward.grade([Attempt(Prompt("r", ()), answer) for answer in answers]) == [1, 1, 0, 0]
    assert not reward.needs_expected


def test_a_pattern_that_is_none_is_refused() -> None:
    with pytest.raises(VerilodeError, match="option 'pattern' is no regular expression"):
        REWARDS.build("format", {"pattern": "("})
