"""A run's configuration: the run.yaml that the worker, a launcher or a person reads."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

import yaml

from pipelines.core.errors import VerilodeError
from pipelines.core.files import write_atomically
from pipelines.core.ids import digest
from pipelines.core.registry import check_type

ADAPTERS = ("full", "lora", "qlora")
DTYPES = ("float32", "bfloat16")
_REQUIRED = ("snapshot", "base", "base_hash")


@dataclass(frozen=True, slots=True)
class RunConfig:
    """Everything a run depends on. Paths are absolute; hashes are checked before anything is trained.

    Args:
        snapshot: Folder of the snapshot to train on.
        base: Folder of the base model.
        base_hash: Content hash of the base model.
        start: Folder of a model trained on this base to go on from (an SFT adapter before DPO); none if empty.
        start_hash: Content hash of that model.
        trainer: Registered trainer.
        options: The trainer's own options, such as beta of dpo.
        adapter: `lora` trains an adapter beside the base, `qlora` the same beside a base held in four bits, `full` all
            weights.
        lora_r: Rank of the adapter.
        lora_alpha: Scale of the adapter.
        dora: Learn magnitude and direction apart (Liu et al. 2024).
        rslora: Scale by alpha over the root of the rank (Kalajdzievski 2023), for ranks of 64 and more.
        steps: Optimiser steps.
        epochs: Passes over the rows; where above 0 it decides the steps.
        batch_size: Rows per optimiser step, on all devices together.
        micro_batch: Rows at a time on one device; 0 begins with the whole batch and halves it when memory runs out.
        learning_rate: Peak learning rate.
        warmup_steps: Steps until the peak.
        max_length: Longest row in tokens; a longer one fails the run, nothing is cut silently.
        packing: Fill each row of a batch with several records.
        eval_every: Steps between two validations and two checkpoints.
        patience: Validations without a better one after which training ends; 0 trains to the end.
        replay_file: General rows mixed in so that the model does not forget; none if empty.
        replay_share: Share of all trained rows that are general.
        activation_checkpointing: Recompute activations to save memory, at about a third more time.
        dtype: What is computed in; a base that stays frozen is loaded in it, trained weights stay in 32 bits.
        tracker: Names of experiment trackers beside metrics.jsonl, separated by commas.
        seed: Decides order and initialisation.
    """

    snapshot: str
    base: str
    base_hash: str
    start: str = ""
    start_hash: str = ""
    trainer: str = "sft"
    options: Mapping[str, Any] = field(default_factory=dict)
    adapter: str = "lora"
    lora_r: int = 16
    lora_alpha: int = 32
    dora: bool = False
    rslora: bool = False
    steps: int = 300
    epochs: float = 0.0
    batch_size: int = 32
    micro_batch: int = 0
    learning_rate: float = 2e-4
    warmup_steps: int = 20
    max_length: int = 1024
    packing: bool = False
    eval_every: int = 100
    patience: int = 0
    replay_file: str = ""
    replay_share: float = 0.25
    activation_checkpointing: bool = False
    dtype: str = "float32"
    tracker: str = ""
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse values that cannot work, in one line."""
        for known in fields(self):
            check_type(f"run option {known.name!r}", getattr(self, known.name), known.type)
        if self.adapter not in ADAPTERS:
            raise VerilodeError(f"adapter {self.adapter!r} is unknown; known: {', '.join(ADAPTERS)}")
        if self.dtype not in DTYPES:
            raise VerilodeError(f"dtype {self.dtype!r} is unknown; known: {', '.join(DTYPES)}")
        if not 0 <= self.replay_share < 1:
            raise VerilodeError(f"replay_share {self.replay_share} must be at least 0 and below 1")
        for name in ("steps", "batch_size", "learning_rate", "max_length", "eval_every", "lora_r", "lora_alpha"):
            if not 0 < getattr(self, name) < math.inf:
                raise VerilodeError(f"{name} must be above 0, not {getattr(self, name)}")
        if self.micro_batch and self.batch_size % self.micro_batch:
            raise VerilodeError(f"micro_batch {self.micro_batch} must divide batch_size {self.batch_size}")
        for name in ("warmup_steps", "seed", "epochs", "micro_batch", "patience"):
            if getattr(self, name) < 0:
                raise VerilodeError(f"{name} must be at least 0, not {getattr(self, name)}")

    @property
    def id(self) -> str:
        """Equal configurations are the same run; who else is told its figures does not make it another."""
        return digest({name: value for name, value in asdict(self).items() if name != "tracker"})[:12]


def read_config(path: Path) -> RunConfig:
    """The configuration in a run.yaml."""
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as broken:
        raise VerilodeError(f"cannot be read: {broken}", file=path) from None
    if not isinstance(values, dict):
        raise VerilodeError("is not a mapping of options", file=path)
    return make_config(values)


def make_config(values: Mapping[str, Any]) -> RunConfig:
    """A configuration from plain values; an unknown, missing or ill-typed option is refused by name."""
    known = {f.name: f for f in fields(RunConfig)}
    for name in values:
        if name not in known:
            raise VerilodeError(f"a run has no option {name!r}; it has: {', '.join(known)}")
    for name in _REQUIRED:
        if name not in values:
            raise VerilodeError(f"a run needs the option {name!r}")
    return RunConfig(**{name: _number(value) if known[name].type is float else value for name, value in values.items()})


def _number(value: Any) -> Any:
    """YAML takes 2e-4, without a point, for text; whoever writes it means the number."""
    try:
        return float(value) if isinstance(value, str) else value
    except ValueError:
        return value


def write_config(path: Path, config: RunConfig) -> None:
    """Write a run.yaml that `read_config` reads back."""
    write_atomically(path, yaml.safe_dump(asdict(config), sort_keys=False, allow_unicode=True).encode())
