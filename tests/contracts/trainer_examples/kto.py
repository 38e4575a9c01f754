"""What the contract of the trainers needs to know of `kto`: its rows are pairs."""

from tests.contracts.trainer_examples._pairs import pairs

rows = pairs
FIGURES = {"loss", "eval_loss", "chosen_logp", "eval_reward_margin", "kl"}
