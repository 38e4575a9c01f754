"""Supervised fine-tuning with TRL: loss on the answers only, general rows replayed."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipelines.core.errors import VerilodeError
from training.config import RunConfig
from training.data.examples import Example, read_general, read_split, with_replay
from training.loop.fit import Work, fit
from training.loop.reporter import Reporter
from training.preflight.rows import preflight
from training.trainers import Trainer

_VALIDATION_ROWS = 256
"""Enough to see where the curves part; validation must not cost more than training."""


def sft() -> Trainer:
    """Fine-tune on prompt and completion, with LoRA or all weights."""
    return _train


def _train(config: RunConfig, folder: Path, reporter: Reporter) -> None:
    rows, held = _rows(config)

    def prepare(tokenizer: Any) -> Work:
        lengths = preflight(tokenizer, [*rows, *held], config.max_length)
        figures = {"rows": lengths.rows, "tokens": lengths.tokens, "supervised": lengths.supervised}
        return Work(lambda shared, values: _trainer(config, rows, held, shared, values), figures, bool(held))

    fit(config, folder, reporter, prepare)


def _trainer(
    config: RunConfig, rows: list[Example], held: list[Example], shared: Mapping[str, Any], values: Mapping[str, Any]
) -> Any:
    from datasets import Dataset
    from trl import SFTConfig, SFTTrainer

    return SFTTrainer(
        args=SFTConfig(**values, max_length=config.max_length, completion_only_loss=True, packing=config.packing),
        train_dataset=Dataset.from_list([row.as_trl() for row in rows]),
        eval_dataset=Dataset.from_list([row.as_trl() for row in held]) if held else None,
        **shared,
    )


def _rows(config: RunConfig) -> tuple[list[Example], list[Example]]:
    general = read_general(Path(config.replay_file)) if config.replay_file else []
    train = read_split(Path(config.snapshot), "train")
    if not train:
        raise VerilodeError("has no training records", file=config.snapshot)
    held = read_split(Path(config.snapshot), "validation")[:_VALIDATION_ROWS]
    return with_replay(train, general, config.replay_share, config.seed), held
