"""What the contract of the trainers needs to know of `reward`: its rows are pairs."""

from tests.contracts.trainer_examples._pairs import pairs

rows = pairs
FIGURES = {"loss", "eval_loss", "reward_accuracy", "held_accuracy", "held_low", "held_high"}
