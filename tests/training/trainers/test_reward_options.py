"""Options of rewards, typed on a command line."""

import pytest

from pipelines.core.errors import VerilodeError
from training.trainers._reward_options import options_by_reward


def test_texts_stand_as_they_are_and_other_values_are_read() -> None:
    words = ["exact.after=####", "metric.name=exact_match", "metric.options={ignore_case: false}", "format.pattern=a=b"]
    assert options_by_reward("grpo", words) == {
        "exact": {"after": "####"},
        "metric": {"name": "exact_match", "options": {"ignore_case": False}},
        "format": {"pattern": "a=b"},
    }


@pytest.mark.parametrize("word", ["after=####", "exact.after", "####"])
def test_another_form_is_named(word: str) -> None:
    with pytest.raises(VerilodeError, match=f"has '{word}'; write REWARD.OPTION=VALUE"):
        options_by_reward("grpo", [word])


def test_an_unknown_reward_is_answered_with_the_known_ones() -> None:
    with pytest.raises(VerilodeError, match="no reward called 'exakt'; did you mean 'exact'"):
        options_by_reward("grpo", ["exakt.after=x"])
