"""Rows of a snapshot or a JSON-lines file as prompts and completions."""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.core.errors import VerilodeError
from training.data.rows import read_rows


@dataclass(frozen=True, slots=True)
class Example:
    """One question with its answer; `record_id` leads back to the data."""

    record_id: str
    prompt: tuple[dict[str, str], ...]
    answer: str

    def as_trl(self) -> dict[str, Any]:
        """TRL's conversational prompt-completion form."""
        return {"prompt": list(self.prompt), "completion": [{"role": "assistant", "content": self.answer}]}


def read_split(snapshot: Path, split: str) -> list[Example]:
    """The examples of one split of a snapshot folder, in order; of a chat, the last answer is what is learned.

    Raises:
        VerilodeError: naming the record without a question or an answer.
    """
    rows = read_rows(snapshot, split)
    for row in rows:
        if row.answer is None:
            raise VerilodeError(f"record {row.record_id} has no response to train on")
    return [Example(row.record_id, row.prompt, str(row.answer)) for row in rows]


def read_general(file: Path) -> list[Example]:
    """The examples of a JSON-lines file with `instruction` and `response`, named by their line."""
    try:
        lines = file.read_text(encoding="utf-8").split("\n")  # JSON text may hold the other line breaks
    except (OSError, ValueError) as broken:
        raise VerilodeError(f"cannot be read: {broken}", file=file) from None
    examples = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            examples.append(_general(file, number, line))
    return examples


def _general(file: Path, number: int, line: str) -> Example:
    try:
        row = json.loads(line)
        return _example(f"{file.name}:{number}", row["instruction"], row["response"])
    except (ValueError, KeyError, TypeError) as broken:
        raise VerilodeError(f"needs instruction and response: {broken}", file=file, line=number) from None


def with_replay(examples: Sequence[Example], general: Sequence[Example], share: float, seed: int) -> list[Example]:
    """`examples` and as many general ones as make up `share` of the whole, in a seeded order."""
    wanted = round(len(examples) * share / (1 - share)) if general else 0
    chance = random.Random(seed)
    mixed = [*examples, *(general[i % len(general)] for i in range(wanted))]
    chance.shuffle(mixed)
    return mixed


def _example(name: str, instruction: object, response: object) -> Example:
    if not isinstance(instruction, str) or not isinstance(response, str):
        missing = "response" if isinstance(instruction, str) else "instruction"
        raise VerilodeError(f"record {name} has no {missing} to train on")
    return Example(name, ({"role": "user", "content": instruction},), response)
