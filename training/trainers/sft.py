"""Supervised fine-tuning with TRL: loss on the answers only, general rows replayed."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from pipelines.core.errors import VerilodeError
from training.config import RunConfig
from training.data.examples import Example, read_general, read_split, with_replay
from training.loop.fit import Work, fit
from training.loop.reporter import Reporter
from training.preflight.rows import preflight
from training.trainers import Trainer

TINY = {
    "adapter": "full",
    "steps": 300,
    "batch_size": 32,
    "learning_rate": 2e-3,
    "max_length": 256,
    "eval_every": 100,
}
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
        make = partial(_trainer, config, rows, held)
        return Work(make, figures, bool(held), 0 if config.packing else len(rows), partial(_sequences, rows))

    fit(config, folder, reporter, prepare)


def _trainer(
    config: RunConfig, rows: list[Example], held: list[Example], shared: Mapping[str, Any], values: Mapping[str, Any]
) -> Any:
    from datasets import Dataset
    from trl import SFTConfig, SFTTrainer

    rules = {"completion_only_loss": True, "packing": config.packing, "eval_packing": False}  # losses of single records
    return SFTTrainer(
        args=SFTConfig(**values, max_length=config.max_length, **rules),
        train_dataset=Dataset.from_list([row.as_trl() for row in rows]),
        eval_dataset=Dataset.from_list([row.as_trl() for row in held]) if held else None,
        **shared,
    )


def _sequences(rows: list[Example]) -> Iterator[tuple[str, Sequence[str]]]:
    for row in rows:
        yield row.record_id, [*(turn["content"] for turn in row.prompt), row.answer]


def _rows(config: RunConfig) -> tuple[list[Example], list[Example]]:
    general = read_general(Path(config.replay_file)) if config.replay_file else []
    train = read_split(Path(config.snapshot), "train")
    if not train:
        raise VerilodeError("has no training records", file=config.snapshot)
    held = read_split(Path(config.snapshot), "validation")[:_VALIDATION_ROWS]
    return with_replay(train, general, config.replay_share, config.seed), held
