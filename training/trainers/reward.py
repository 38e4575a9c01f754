"""A reward model with TRL: one score an answer, higher for the answer people prefer (Bradley and Terry 1952)."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipelines.core.errors import VerilodeError
from pipelines.core.intervals import wilson
from training.config import RunConfig
from training.data.pairs import Pair
from training.loop.fit import Work, fit
from training.loop.reporter import Reporter
from training.models.reward import score
from training.trainers import Trainer
from training.trainers._figures import figures, logged
from training.trainers._pairs import as_dataset, counted, pairs_of, sequences

READS = ("rank", "preference")
DEFAULTS = {"learning_rate": 1e-4}
TINY = {
    "adapter": "lora",
    "steps": 50,
    "batch_size": 16,
    "learning_rate": 2e-3,
    "warmup_steps": 5,
    "max_length": 256,
    "eval_every": 25,
}
_NAMES = {"accuracy": "reward_accuracy", "margin": "reward_margin"}


def reward(*, centre: float = 0.0) -> Trainer:
    """Train a model that scores answers as people would; rloo and grpo can train with it.

    It is judged by the validation pairs it puts in the right order, with Wilson's 95 % interval: the last row of
    metrics.jsonl has `held_accuracy` with `held_low` and `held_high` for the model that was kept.

    Args:
        centre: Weight of the squared scores, which keeps them around nothing; .01 where scores of several models are
            compared (Eisenstein et al. 2023).
    """
    if centre < 0:
        raise VerilodeError(f"trainer 'reward': option 'centre' must be at least 0, not {centre}")
    return lambda config, folder, reporter: _train(centre, config, folder, reporter)


def held_figures(chosen: Sequence[float], rejected: Sequence[float]) -> dict[str, float]:
    """How many pairs a reward model puts in the right order, and Wilson's 95 % interval of the share.

    Args:
        chosen: Scores of the better answers.
        rejected: Scores of the worse ones, in the same order; an equal score is not right.
    """
    right, pairs = sum(one > other for one, other in zip(chosen, rejected, strict=True)), len(chosen)
    low, high = wilson(right, pairs, 0.95)
    return {"held_pairs": pairs, "held_accuracy": right / pairs, "held_low": low, "held_high": high}


def _train(centre: float, config: RunConfig, folder: Path, reporter: Reporter) -> None:
    pairs, held = pairs_of(config)

    def make(shared: Mapping[str, Any], values: Mapping[str, Any]) -> Any:
        from trl import RewardConfig, RewardTrainer

        args = RewardConfig(**values, max_length=config.max_length, center_rewards_coefficient=centre or None)
        asked = [_held(held, shared["processing_class"], reporter)] if held else []
        return RewardTrainer(
            args=args,
            train_dataset=as_dataset(pairs),
            eval_dataset=as_dataset(held),
            **{**shared, "callbacks": [figures(_NAMES), *shared["callbacks"], *asked]},
        )

    def prepare(tokenizer: Any) -> Work:
        return Work(
            make,
            counted(tokenizer, [*pairs, *held], config),
            bool(held),
            rows=len(pairs),
            sequences=lambda: sequences(pairs),
            logged=logged(_NAMES),
            head="SEQ_CLS",
        )

    fit(config, folder, reporter, prepare)


def _held(held: Sequence[Pair], tokenizer: Any, reporter: Reporter) -> Any:
    """A `TrainerCallback` that asks the model that is kept: TRL's own accuracy is a mean of means of batches."""
    from transformers import TrainerCallback

    class Held(TrainerCallback):
        """Runs once, after the best checkpoint has been loaded."""

        def on_train_end(self, args: Any, state: Any, control: Any, model: Any = None, **_: Any) -> None:
            scores = score(model, tokenizer, [_chat(pair, pair.chosen) for pair in held], args.eval_batch_size)
            others = score(model, tokenizer, [_chat(pair, pair.rejected) for pair in held], args.eval_batch_size)
            reporter.log({"step": state.global_step, **held_figures(scores, others)})

    return Held()


def _chat(pair: Pair, answer: str) -> list[dict[str, str]]:
    return [*pair.prompt, {"role": "assistant", "content": answer}]
