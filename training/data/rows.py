"""Rows of a snapshot as an exchange: what is asked, what is answered, and the answer that is worse."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from pipelines.core.errors import VerilodeError

_COLUMNS = ("record_id", "system", "instruction", "response", "rejected", "messages", "label", "meta")
NAMED = 5
"""How many offending records a refusal names."""

Turn = dict[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One frozen record as a trainer sees it; None where the snapshot has nothing.

    Args:
        record_id: Leads back to the data.
        prompt: Everything before the answer: system, user and earlier assistant turns.
        answer: The response, or the last turn of a chat if the assistant speaks there.
        rejected: The worse answer of a preference pair.
        label: A label beside the answer, such as a thumb.
        meta: Further entries of the record.
    """

    record_id: str
    prompt: tuple[Turn, ...]
    answer: str | None
    rejected: str | None = None
    label: str | None = None
    meta: Mapping[str, Any] = field(default_factory=dict)


def read_rows(snapshot: Path, split: str) -> list[Row]:
    """The rows of one split of a snapshot folder, in order.

    Raises:
        VerilodeError: for a file that cannot be read, or naming a record without a question.
    """
    path = snapshot / "data" / f"{split}.parquet"
    try:
        schema = pq.read_schema(path)
        rows = pq.read_table(path, columns=[name for name in _COLUMNS if name in schema.names]).to_pylist()
    except (OSError, ValueError) as broken:
        raise VerilodeError(f"cannot be read: {broken}", file=path) from None
    return [_row(row) for row in rows]


def refuse(why: str, names: list[str]) -> None:
    """Refuse rows by name; none, no refusal.

    Raises:
        VerilodeError: naming the first of them.
    """
    if names:
        more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
        raise VerilodeError(f"{len(names)} rows {why}: {', '.join(names[:NAMED])}{more}")


def _row(row: Mapping[str, Any]) -> Row:
    name, answer = row["record_id"], row.get("response")
    chat = _chat(name, row.get("messages")) if row.get("instruction") is None else []
    if chat:
        prompt, answer = _parted(name, chat, answer)
    elif row.get("instruction") is not None:
        prompt = [{"role": "user", "content": row["instruction"]}]
    else:
        raise VerilodeError(f"record {name} has no instruction to train on")
    if row.get("system") and prompt[0]["role"] != "system":
        prompt = [{"role": "system", "content": row["system"]}, *prompt]
    meta = json.loads(row.get("meta") or "{}")
    return Row(name, tuple(prompt), answer, row.get("rejected"), row.get("label"), meta)


def _parted(name: str, chat: list[Turn], answer: str | None) -> tuple[list[Turn], str | None]:
    """A chat as its prompt and its answer; freezing keeps the answer in `response` and the turns before it."""
    if chat[-1]["role"] == "assistant":
        said = chat.pop()["content"]
        if answer is not None and answer != said:
            raise VerilodeError(f"record {name} has a chat that ends with another answer than its response")
        answer = said
    if not chat or chat[-1]["role"] in ("assistant", "system"):
        raise VerilodeError(f"record {name} has a chat in which nobody asks for the answer")
    return chat, answer


def _chat(name: str, text: str | None) -> list[Turn]:
    try:
        turns = json.loads(text or "[]")
        chat = [{"role": turn["role"], "content": turn["content"]} for turn in turns]
    except (ValueError, KeyError, TypeError):
        raise VerilodeError(f"record {name} has messages that are no turns with role and content") from None
    if any(not isinstance(part, str) for turn in chat for part in turn.values()):
        raise VerilodeError(f"record {name} has a turn that is more than a text, such as a tool call")
    return chat
