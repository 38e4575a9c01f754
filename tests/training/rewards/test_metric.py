"""A metric of the evaluation as a reward."""

import pytest

from pipelines.core.errors import VerilodeError
from training.data.prompts import Prompt
from training.rewards import REWARDS, Attempt

ASKED = Prompt("r", ({"role": "user", "content": "Which?"},), "skin")


def test_each_answer_gets_its_own_score() -> None:
    reward = REWARDS.build("metric", {"name": "exact_match"})
    assert reward.grade([Attempt(ASKED, "skin"), Attempt(ASKED, "eye")]) == [1, 0]
    assert reward.needs_expected


def test_a_metric_of_whole_sets_is_refused() -> None:
    with pytest.raises(VerilodeError, match="metric 'macro_f1' scores a whole set of answers"):
        REWARDS.build("metric", {"name": "macro_f1"}).grade([Attempt(ASKED, "skin")])


def test_options_go_to_the_metric() -> None:
    reward = REWARDS.build("metric", {"name": "exact_match", "options": {"ignore_case": False}})
    assert reward.grade([Attempt(ASKED, "Skin")]) == [0]
