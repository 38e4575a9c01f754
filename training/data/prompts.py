"""Prompts whose answers a reward will grade: the model writes the answers, the snapshot may hold the right ones."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from training.data.rows import Turn, read_rows


@dataclass(frozen=True, slots=True)
class Prompt:
    """One question; `expected` is the snapshot's answer, None where it has none."""

    record_id: str
    prompt: tuple[Turn, ...]
    expected: str | None = None
    meta: Mapping[str, Any] = field(default_factory=dict)


def read_prompts(snapshot: Path, split: str) -> list[Prompt]:
    """The prompts of one split of a snapshot folder, in order; of a preference pair the better answer is expected."""
    return [Prompt(row.record_id, row.prompt, row.answer, row.meta) for row in read_rows(snapshot, split)]
