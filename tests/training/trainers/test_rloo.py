"""Reinforcement from human feedback, from end to end: a tuned model, a reward model, answers it likes better."""

import pytest

from pipelines.core.errors import VerilodeError
from training.models.identity import model_hash
from training.trainers import TRAINERS

pytestmark = pytest.mark.train

GRADED = {"num_generations": 4, "max_completion_length": 16}


@pytest.fixture(scope="module")
def reward_model(tone, tmp_path_factory):
    """What prefers polite answers."""
    folder = tmp_path_factory.mktemp("reward")
    tone.train(folder, "reward", learning_rate=2e-3, steps=15, eval_every=15)
    return {"reward": "model", "reward_model": str(folder / "model"), "reward_model_hash": model_hash(folder / "model")}


def test_after_a_reward_model_answers_are_rewarded_more(tone, tmp_path, reward_model):
    size = {"steps": 14, "eval_every": 14, "batch_size": 16, "learning_rate": 1e-3}
    tone.train(tmp_path / "sft", "sft", steps=2, eval_every=2, learning_rate=1e-4)
    tuned = tmp_path / "sft" / "model"
    start = {"start": str(tuned), "start_hash": model_hash(tuned)}
    rows = tone.train(tmp_path / "rloo", "rloo", **size, **start, options={**GRADED, **reward_model})
    rewards = [row["reward"] for row in rows if "reward" in row]
    assert sum(rewards[-3:]) / 3 > sum(rewards[:3]) / 3 + 1
    assert {"kl", "reward_std", "flat_prompts", "answer_tokens", "cut_answers"} <= rows[-2].keys() | rows[-1].keys()
    shares = tone.shares(tmp_path / "rloo" / "model")
    assert shares["curt"] < 0.5
    assert shares["general"] > 0.5


def test_another_reward_model_than_the_one_configured_is_refused(tone, tmp_path, reward_model):
    with pytest.raises(VerilodeError, match="is reward model .*, not 000000000000 for which this was meant"):
        tone.train(tmp_path, "rloo", options={**GRADED, **reward_model, "reward_model_hash": "0" * 64})


def test_a_whole_model_from_an_adapter_has_nothing_to_measure_from(tone, tmp_path):
    tone.train(tmp_path / "sft", "sft", steps=1, eval_every=1)
    start = tmp_path / "sft" / "model"
    changes = {"adapter": "full", "start": str(start), "start_hash": model_hash(start)}
    with pytest.raises(VerilodeError, match="has no reference here: use adapter lora, or beta 0"):
        tone.train(tmp_path / "rloo", "rloo", **changes, options=GRADED)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"num_generations": 1}, "option 'num_generations' must be at least 2, not 1"),
        ({"max_completion_length": 0}, "option 'max_completion_length' must be at least 1"),
        ({"beta": -0.1}, "option 'beta' must be at least 0"),
        ({"temperature": 0.0}, "option 'temperature' must be above 0"),
        ({"reward": "model"}, "the reward 'model' and the option 'reward_model' belong together"),
        ({"reward_model": "abc"}, "the reward 'model' and the option 'reward_model' belong together"),
        ({"reward": "exakt"}, "no reward called 'exakt'; did you mean 'exact'?"),
        ({"reward": "exact+format"}, "reward 'format' needs the option 'pattern'"),
        ({"reward_options": ["exact.before=x"]}, "reward 'exact' has no option 'before'"),
        ({"reward_options": ["format.pattern=x"]}, "options of 'format', which is not among its rewards"),
    ],
)
def test_options_that_cannot_be_are_refused(options, reason):
    with pytest.raises(VerilodeError, match=reason):
        TRAINERS.build("rloo", options)
