"""What the trainers share whose model writes its own answers and has them graded: prompts, rewards, TRL's arguments."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.core.errors import VerilodeError
from training.config import RunConfig
from training.data.examples import Example
from training.data.prompts import Prompt, read_prompts
from training.data.rows import refuse
from training.loop.fit import Work, fit
from training.loop.reporter import Reporter
from training.preflight.rows import refuse_control_tokens
from training.rewards import REWARDS, Attempt, Reward
from training.trainers._figures import figures, logged
from training.trainers._reference import merged

_VALIDATION_PROMPTS = 64
"""Each is answered several times, which costs far more than reading an answer."""

_NAMES = {
    "reward": "reward",
    "reward_std": "reward_std",
    "frac_reward_zero_std": "flat_prompts",
    "kl": "kl",
    "completions/mean_length": "answer_tokens",
    "completions/clipped_ratio": "cut_answers",
}


@dataclass(frozen=True, slots=True)
class Graded:
    """The options that `rloo` and `grpo` share; their factories say what each of them is."""

    trainer: str
    reward: str
    reward_options: Mapping[str, Mapping[str, Any]]
    reward_model: str
    reward_model_hash: str
    num_generations: int
    max_completion_length: int
    temperature: float
    beta: float

    def check(self) -> None:
        """Refuse what cannot be, before any row is read.

        Raises:
            VerilodeError: in one line.
        """
        least = {"num_generations": 2, "max_completion_length": 1, "beta": 0}
        for name, value in least.items():
            if getattr(self, name) < value:
                self._refuse(f"option {name!r} must be at least {value}, not {getattr(self, name)}")
        if self.temperature <= 0:
            self._refuse(f"option 'temperature' must be above 0, not {self.temperature}")
        if ("model" in self.names) != bool(self.reward_model):
            self._refuse("the reward 'model' and the option 'reward_model' belong together")
        for name in self.reward_options.keys() - set(self.names):
            self._refuse(f"option 'reward_options' has options of {name!r}, which is not among its rewards")
        for name in self.names:
            if name != "model":
                REWARDS.build(name, self.reward_options.get(name))

    @property
    def names(self) -> list[str]:
        """The rewards that are added up."""
        return self.reward.split("+")

    def rewards(self, config: RunConfig) -> dict[str, Reward]:
        """The rewards by name."""
        model = {
            "folder": self.reward_model,
            "hash": self.reward_model_hash,
            "base": config.base,
            "dtype": config.dtype,
        }
        own = {**self.reward_options, "model": {**self.reward_options.get("model", {}), **model}}
        return {name: REWARDS.build(name, own.get(name)) for name in self.names}

    def arguments(self) -> dict[str, Any]:
        """Keyword arguments of TRL's configuration that both trainers know."""
        names = ("num_generations", "max_completion_length", "temperature", "beta")
        return {name: getattr(self, name) for name in names}

    def _refuse(self, why: str) -> None:
        raise VerilodeError(f"trainer {self.trainer!r}: {why}")


Make = Callable[[Mapping[str, Any], Mapping[str, Any]], Any]
"""A TRL trainer from what is passed to it and the arguments of its configuration."""


def train_graded(options: Graded, config: RunConfig, folder: Path, reporter: Reporter, make: Make) -> None:
    """Train on the prompts of a snapshot: the model answers each several times, the better answers become likelier.

    Args:
        options: The trainer's options.
        config: The run.
        folder: Its folder.
        reporter: Told the figures.
        make: Makes the TRL trainer.

    Raises:
        VerilodeError: in one line, for whatever cannot be trained.
    """
    if config.batch_size % options.num_generations:
        raise VerilodeError(
            f"batch_size {config.batch_size} counts answers and must be a multiple of num_generations "
            f"{options.num_generations}"
        )
    if options.beta and merged(config):
        raise VerilodeError(
            "a whole model that goes on from an adapter has no reference here: use adapter lora, or beta 0"
        )
    rewards = options.rewards(config)
    prompts, held = _prompts(config, rewards)

    def prepare(tokenizer: Any) -> Work:
        tokens = _checked(tokenizer, [*prompts, *held], options, config)
        return Work(
            lambda shared, values: make(_shared(shared, prompts, held, rewards), {**values, **options.arguments()}),
            {"rows": len(prompts) + len(held), "tokens": tokens},
            bool(held),
            rows=len(prompts) * options.num_generations,
            sequences=lambda: _sequences(prompts),
            logged=logged(_NAMES),
            best="eval_reward",
            higher=True,
        )

    fit(config, folder, reporter, prepare)


def reward_functions(rewards: Mapping[str, Reward], prompts: Sequence[Prompt]) -> list[Any]:
    """The rewards as TRL calls them, by their names: `row` is the place of each answer's prompt in `prompts`."""

    def function(name: str, reward: Reward) -> Any:
        def graded(completions: Sequence[Any], row: Sequence[int], **_: Any) -> list[float]:
            texts = [completion[-1]["content"] for completion in completions]
            return reward.grade([Attempt(prompts[i], text) for i, text in zip(row, texts, strict=True)])

        graded.__name__ = name
        return graded

    return [function(name, reward) for name, reward in rewards.items()]


def _shared(
    shared: Mapping[str, Any], prompts: Sequence[Prompt], held: Sequence[Prompt], rewards: Mapping[str, Reward]
) -> dict[str, Any]:
    from datasets import Dataset

    every = [*prompts, *held]
    rows = [{"prompt": list(prompt.prompt), "row": i} for i, prompt in enumerate(every)]
    train, validation = rows[: len(prompts)], rows[len(prompts) :]
    return {
        **shared,
        "callbacks": [figures(_NAMES), *shared["callbacks"]],
        "reward_funcs": reward_functions(rewards, every),
        "train_dataset": Dataset.from_list(train),
        "eval_dataset": Dataset.from_list(validation) if validation else None,
    }


def _prompts(config: RunConfig, rewards: Mapping[str, Reward]) -> tuple[list[Prompt], list[Prompt]]:
    snapshot = Path(config.snapshot)
    train, held = read_prompts(snapshot, "train"), read_prompts(snapshot, "validation")[:_VALIDATION_PROMPTS]
    if not train:
        raise VerilodeError("has no training records", file=config.snapshot)
    if needing := [name for name, reward in rewards.items() if reward.needs_expected]:
        without = [prompt.record_id for prompt in (*train, *held) if not (prompt.expected or "").strip()]
        refuse(f"have no response, which the reward {needing[0]!r} compares with", without)
    return train, held


def _checked(tokenizer: Any, prompts: Sequence[Prompt], options: Graded, config: RunConfig) -> int:
    """Tokens of all prompts; one that leaves too little room for its answer, or spells a control token, is refused."""
    if not getattr(tokenizer, "chat_template", None):
        raise VerilodeError("the base model's tokenizer has no chat template; choose an instruction-tuned base")
    refuse_control_tokens(tokenizer, [Example(prompt.record_id, prompt.prompt, "") for prompt in prompts])
    texts = [
        tokenizer.apply_chat_template(list(prompt.prompt), add_generation_prompt=True, tokenize=False)
        for prompt in prompts
    ]
    lengths = [len(ids) for ids in tokenizer(texts, add_special_tokens=False)["input_ids"]]
    room = config.max_length - options.max_completion_length
    long = [prompt.record_id for prompt, length in zip(prompts, lengths, strict=True) if length > room]
    refuse(f"are longer than max_length leaves beside max_completion_length ({room} tokens)", long)
    return sum(lengths)


def _sequences(prompts: Sequence[Prompt]) -> Iterator[tuple[str, list[str]]]:
    for prompt in prompts:
        yield prompt.record_id, [turn["content"] for turn in prompt.prompt]
