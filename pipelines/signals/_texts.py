"""All texts of a record, wherever they stand: its content fields and what is said in its messages."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from pipelines.core.records import CONTENT_FIELDS

PLAIN_FIELDS = tuple(name for name in CONTENT_FIELDS if name != "messages")


def every_text(batch: pa.RecordBatch) -> Iterator[tuple[np.ndarray, pa.Array]]:
    """Texts of a batch with the place of the row each belongs to; nulls may be among them."""
    for name in PLAIN_FIELDS:
        yield np.arange(batch.num_rows), batch.column(name)
    said = [(row, text) for row, chat in enumerate(batch.column("messages").to_pylist()) for text in spoken(chat)]
    yield np.array([row for row, _ in said], np.int64), pa.array([text for _, text in said], pa.large_string())


def spoken(messages: str | None) -> list[str]:
    """Every string in the JSON of a chat except the roles."""
    found: list[str] = []

    def keep(text: str) -> str:
        found.append(text)
        return text

    mapped(json.loads(messages or "[]"), keep)
    return found


def mapped(value: Any, change: Callable[[str], str]) -> Any:
    """A JSON value with each of its strings changed; keys and roles stay."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [mapped(item, change) for item in value]
    if isinstance(value, dict):
        return {key: item if key == "role" else mapped(item, change) for key, item in value.items()}
    return value
