"""How rewards reach the trainers that grade answers."""

from training.data.prompts import Prompt
from training.rewards import REWARDS
from training.trainers._graded import reward_functions


def test_each_answer_is_graded_against_its_own_prompt_under_the_rewards_name() -> None:
    prompts = [Prompt("r1", (), "skin"), Prompt("r2", (), "eye")]
    rewards = {"exact": REWARDS.build("exact"), "format": REWARDS.build("format", {"pattern": "[a-z]+"})}
    right, formed = reward_functions(rewards, prompts)
    said = [[{"role": "assistant", "content": text}] for text in ("skin", "skin", "Eye")]
    assert (right.__name__, formed.__name__) == ("exact", "format")
    assert right(completions=said, row=[0, 1, 1], prompts=[], trainer_state=None) == [1, 0, 1]
    assert formed(completions=said, row=[0, 1, 1]) == [1, 1, 0]
