"""TRL's figures under our names."""

import pytest

from training.trainers._figures import figures, logged

pytestmark = pytest.mark.train


def after(logs: dict[str, object], beta: float = 0.0) -> dict[str, object]:
    """What the next callback sees of a row."""
    figures({"rewards/margins": "reward_margin"}, beta).on_log(None, None, None, logs=logs)
    return logs


def test_a_figure_is_there_under_both_names() -> None:
    assert after({"loss": 1.0, "rewards/margins": "0.5"}) == {
        "loss": 1.0,
        "rewards/margins": "0.5",
        "reward_margin": 0.5,
    }
    assert after({"eval_rewards/margins": 2})["eval_reward_margin"] == 2
    assert after({"rewards/margins": None}) == {"rewards/margins": None}


@pytest.mark.parametrize(("reward", "change", "falls"), [(0.1, 1.0, 0), (-0.05, -0.5, 0), (-0.1, -1.0, 1)])
def test_it_says_when_chosen_answers_have_become_half_as_probable(reward: float, change: float, falls: int) -> None:
    logs = after({"rewards/chosen": reward}, beta=0.1)
    assert logs["chosen_logp_change"] == pytest.approx(change)
    assert logs["chosen_falls"] == falls


def test_the_names_it_adds_are_known_before() -> None:
    assert logged({"a": "b"}) == ("b", "eval_b")
    assert logged({"a": "b"}, beta=0.1)[:3] == ("b", "chosen_logp_change", "chosen_falls")
