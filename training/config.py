"""A run's configuration: the run.yaml that the worker, a launcher or a person reads."""

from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import yaml

from pipelines.core.errors import VerilodeError
from pipelines.core.files import write_atomically
from pipelines.core.ids import digest

ADAPTERS = ("full", "lora")


@dataclass(frozen=True, slots=True)
class RunConfig:
    """Everything a run depends on. Paths are absolute; `base_hash` is checked before anything is trained.

    Args:
        snapshot: Folder of the snapshot to train on.
        base: Folder of the base model.
        base_hash: Content hash of the base model.
        trainer: Registered trainer.
        adapter: `lora` trains an adapter beside the base, `full` trains all weights.
        lora_r: Rank of the adapter.
        lora_alpha: Scale of the adapter.
        steps: Optimiser steps.
        batch_size: Rows per step.
        learning_rate: Peak learning rate.
        warmup_steps: Steps until the peak.
        max_length: Longest row in tokens; a longer one fails the run, nothing is cut silently.
        eval_every: Steps between two validations.
        replay_file: General rows mixed in so that the model does not forget; none if empty.
        replay_share: Share of all trained rows that are general.
        activation_checkpointing: Recompute activations to save memory, at about a third more time.
        dtype: `float32` or `bfloat16`.
        seed: Decides order and initialisation.
    """

    snapshot: str
    base: str
    base_hash: str
    trainer: str = "sft"
    adapter: str = "lora"
    lora_r: int = 16
    lora_alpha: int = 32
    steps: int = 300
    batch_size: int = 32
    learning_rate: float = 2e-4
    warmup_steps: int = 20
    max_length: int = 1024
    eval_every: int = 100
    replay_file: str = ""
    replay_share: float = 0.25
    activation_checkpointing: bool = False
    dtype: str = "float32"
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse values that cannot work, in one line."""
        if self.adapter not in ADAPTERS:
            raise VerilodeError(f"adapter {self.adapter!r} is unknown; known: {', '.join(ADAPTERS)}")
        if self.dtype not in ("float32", "bfloat16"):
            raise VerilodeError(f"dtype {self.dtype!r} is unknown; known: float32, bfloat16")
        if not 0 <= self.replay_share < 1:
            raise VerilodeError(f"replay_share {self.replay_share} must be at least 0 and below 1")
        for name in ("steps", "batch_size", "learning_rate", "max_length", "eval_every"):
            if getattr(self, name) <= 0:
                raise VerilodeError(f"{name} must be above 0, not {getattr(self, name)}")

    @property
    def id(self) -> str:
        """Equal configurations are the same run."""
        return digest(asdict(self))[:12]


def read_config(path: Path) -> RunConfig:
    """The configuration in a run.yaml."""
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as broken:
        raise VerilodeError(f"cannot be read: {broken}", file=path) from None
    if not isinstance(values, dict):
        raise VerilodeError("is not a mapping of options", file=path)
    return make_config(values)


def make_config(values: dict[str, Any]) -> RunConfig:
    """A configuration from plain values; an unknown or missing option is refused by name."""
    known = {f.name: f for f in fields(RunConfig)}
    for name in values:
        if name not in known:
            raise VerilodeError(f"a run has no option {name!r}; it has: {', '.join(known)}")
    try:
        return RunConfig(**values)
    except TypeError as wrong:
        raise VerilodeError(f"run configuration: {wrong}") from None


def write_config(path: Path, config: RunConfig) -> None:
    """Write a run.yaml that `read_config` reads back."""
    write_atomically(path, yaml.safe_dump(asdict(config), sort_keys=False, allow_unicode=True).encode())
