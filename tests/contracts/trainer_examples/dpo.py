"""What the contract of the trainers needs to know of `dpo`: its rows are pairs."""

from tests.contracts.trainer_examples._pairs import pairs

rows = pairs
FIGURES = {"loss", "eval_loss", "reward_accuracy", "eval_reward_margin", "chosen_logp", "eval_chosen_falls"}
