"""The pairs of a run, for the trainers that learn from which of two answers is better."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pipelines.core.errors import VerilodeError
from training.config import RunConfig
from training.data.pairs import Pair, length_ratio, read_pairs, sides
from training.preflight.rows import preflight

VALIDATION_ROWS = 256
"""Enough to see where the curves part; validation must not cost more than training."""


def pairs_of(config: RunConfig) -> tuple[list[Pair], list[Pair]]:
    """The pairs to train on and those to validate on."""
    train = read_pairs(Path(config.snapshot), "train")
    if not train:
        raise VerilodeError("has no training records", file=config.snapshot)
    return train, read_pairs(Path(config.snapshot), "validation")[:VALIDATION_ROWS]


def counted(tokenizer: Any, pairs: Sequence[Pair], config: RunConfig) -> dict[str, float]:
    """What the checks before the run found: two rows a pair, and how much longer the better answer is."""
    lengths = preflight(tokenizer, sides(pairs), config.max_length)
    counts = {"rows": len(pairs), "tokens": lengths.tokens, "supervised": lengths.supervised}
    return {**counts, "length_ratio": round(length_ratio(pairs), 3)}


def sequences(pairs: Sequence[Pair]) -> Iterator[tuple[str, list[str]]]:
    """Every token sequence the model sees, by record: the texts in it, in order."""
    for side in sides(pairs):
        yield side.record_id, [*(turn["content"] for turn in side.prompt), side.answer]


def as_dataset(rows: Sequence[Any]) -> Any:
    """Rows in TRL's form as a `datasets.Dataset`, None for none."""
    from datasets import Dataset

    return Dataset.from_list([row.as_trl() for row in rows]) if rows else None
