"""The note on which weights became the model."""

import json
from pathlib import Path
from types import SimpleNamespace

from training.loop.choice import choice, write_choice

CURVES = [
    {"step": 2, "loss": 2.0},
    {"step": 2, "eval_loss": 1.5},
    {"step": 4, "loss": 1.0},
    {"step": 4, "eval_loss": 1.7},
]


def state(**known: object) -> SimpleNamespace:
    """A trainer's state after step 4 of 4 with the best validation at step 2."""
    usual = {"global_step": 4, "max_steps": 4, "best_global_step": 2, "best_model_checkpoint": "x", "best_metric": 1.5}
    return SimpleNamespace(**{**usual, "log_history": CURVES, **known})


def test_the_lowest_validation_loss_is_chosen_and_the_parting_named(tmp_path: Path) -> None:
    write_choice(state(), tmp_path)
    assert json.loads((tmp_path / "choice.json").read_text()) == {
        "step": 2,
        "reason": "lowest validation loss at step 2; training went on to step 4",
        "eval_loss": 1.5,
        "last_step": 4,
        "steps": 4,
        "stopped_early": False,
        "parted_at": 2,
    }


def test_an_early_end_is_said() -> None:
    said = choice(state(max_steps=100))
    assert said["reason"] == "lowest validation loss at step 2; training went on to step 4 of 100 and was ended early"
    assert said["stopped_early"]


def test_without_validation_the_last_step_is_the_model() -> None:
    said = choice(state(best_global_step=None, best_model_checkpoint=None, best_metric=None, log_history=CURVES[::2]))
    assert (said["step"], said["eval_loss"], said["parted_at"]) == (4, None, None)
    assert said["reason"] == "the weights of the last step, 4: there were no rows to validate on"


def test_another_figure_may_decide() -> None:
    said = choice(state(best_global_step=4, best_metric=0.9), best="eval_reward", higher=True)
    assert (said["reason"], said["eval_reward"]) == ("highest reward in validation at step 4; the last step", 0.9)
