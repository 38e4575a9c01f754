"""Group relative policy optimisation with TRL (Shao et al. 2024): rewards scaled within the answers to one prompt."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from training.config import RunConfig
from training.loop.reporter import Reporter
from training.trainers import Trainer
from training.trainers._graded import Graded, train_graded
from training.trainers._reward_options import options_by_reward

DEFAULTS = {"learning_rate": 1e-5}
TINY = {
    "adapter": "lora",
    "steps": 50,
    "batch_size": 64,
    "learning_rate": 5e-4,
    "warmup_steps": 5,
    "max_length": 256,
    "eval_every": 25,
}


def grpo(
    *,
    reward: str = "exact",
    reward_options: list[str] | None = None,
    reward_model: str = "",
    reward_model_hash: str = "",
    num_generations: int = 8,
    max_completion_length: int = 64,
    temperature: float = 1.0,
    beta: float = 0.0,
) -> Trainer:
    """Train on rewards scaled within the answers to each prompt, as for tasks whose answers can be checked.

    The run's batch_size counts answers: batch_size / num_generations prompts a step. General rows are not replayed, no
    reward grades them: what must not be forgotten is kept by `beta`, and is measured by the general suites.

    Args:
        reward: What grades answers: exact, format, metric or model; several joined by + are added up.
        reward_options: Options of these rewards as REWARD.OPTION=VALUE, such as exact.after=####; repeatable.
        reward_model: A finished reward run, for the reward `model`; once configured, the folder of its model.
        reward_model_hash: Content hash of that model, filled in when the run is configured.
        num_generations: Answers to each prompt, which are compared with each other.
        max_completion_length: Longest answer in tokens; a longer one is cut and graded as it is.
        temperature: Of the sampling; at low ones all answers to a prompt are the same and nothing is learned.
        beta: How dearly a step away from the reference model is paid for; 0 needs no reference.
    """
    options = Graded(
        "grpo",
        reward,
        options_by_reward("grpo", reward_options or []),
        reward_model,
        reward_model_hash,
        num_generations,
        max_completion_length,
        temperature,
        beta,
    )
    options.check()
    return lambda config, folder, reporter: _train(options, config, folder, reporter)


def _train(options: Graded, config: RunConfig, folder: Path, reporter: Reporter) -> None:
    def make(shared: Mapping[str, Any], values: Mapping[str, Any]) -> Any:
        from trl import GRPOConfig, GRPOTrainer

        return GRPOTrainer(args=GRPOConfig(**values), **shared)

    train_graded(options, config, folder, reporter, make)
