"""Whether questions of other sets stand in the rows that were trained on: then their score means nothing."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines.run.decontaminate import decontaminate
from training.data.examples import Example

NAMED = 5
"""How many questions a report names."""


def contamination(train: Sequence[Example], sets: Mapping[str, tuple[Path, str]]) -> dict[str, dict[str, Any]]:
    """For each set how many of its questions are contained in, or near-duplicates of, a trained prompt.

    The search is that of `verilode decontaminate` with its default limits.

    Args:
        train: All rows that were trained on, replayed ones too.
        sets: By name the file, and the entry of its lines that holds the question.
    """
    prompts = sorted({example.prompt[-1]["content"] for example in train})
    table = pa.table({"text": pa.array(prompts, pa.large_string())})
    return {name: _of_set(table, file, entry) for name, (file, entry) in sets.items()}


def _of_set(table: pa.Table, file: Path, entry: str) -> dict[str, Any]:
    items = decontaminate(table, [f"{file}::{entry}"]).items.to_pylist()
    found = [f"{file.name}:{one['line']}" for one in items if one["records"]]
    return {
        "items": len(items),
        "sought": sum(one["sought"] for one in items),
        "in_train": len(found),
        "named": found[:NAMED],
    }
