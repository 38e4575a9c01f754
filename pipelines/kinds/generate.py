"""A written answer to an instruction; the value is the answer's text."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.core.records import Record
from pipelines.kinds._told import storable, told_text
from pipelines.kinds._types import Invalid, Kind, Question, Task


def generate() -> Kind:
    """Write the answer to the instruction, or let a proposed one stand."""
    return _Generate()


class _Generate(Kind):
    control = "text"
    hideable = False
    fault = "not acceptable"
    order_of_fields = ("response",)
    asks = '"response": the answer to the record, in full.'

    def question(self, record: Record) -> Question:
        return Question(record.record_id, asked(record), answered(record))

    def check(self, value: str, question: Question, task: Task) -> str:
        if not value.strip():
            raise Invalid("the answer is empty")
        return storable(value)

    def schema(self, question: Question, task: Task) -> dict[str, Any]:
        return {"response": {"type": "string"}}

    def from_model(self, told: Mapping[str, Any], question: Question, task: Task) -> str:
        return self.check(told_text(told, "response"), question, task)

    def to_model(self, value: str, question: Question) -> dict[str, Any]:
        return {"response": value}

    def options(self, task: Task) -> tuple[str, ...]:
        return ()

    def frozen(self, record: Record, value: str) -> dict[str, str | None]:
        return {"response": value, **without_answer(record)}

    def variants(self, value: str, question: Question, task: Task) -> Sequence[str]:
        half = first_half(value)
        return [half] if half != value.strip() else []


def asked(record: Record) -> str:
    """What the answer answers: system and instruction, the text, or a conversation up to its last answer."""
    if record.instruction is not None or record.text is not None:
        main = record.instruction if record.instruction is not None else record.text
        return "\n\n".join(part for part in (record.system, main) if part)
    turns = _turns(record)
    kept = turns[:-1] if turns and turns[-1][0] == "assistant" else turns
    return "\n\n".join(f"{role}: {content}" for role, content in kept)


def answered(record: Record) -> str | None:
    """The answer the source has: its response, or the last turn of a conversation if the assistant speaks there."""
    if record.response is not None or record.messages is None:
        return record.response or None
    turns = _turns(record)
    return turns[-1][1] or None if turns and turns[-1][0] == "assistant" else None


def without_answer(record: Record) -> dict[str, str | None]:
    """The field `messages` of a conversation without its last answer: what is frozen beside the answer now given."""
    turns = json.loads(record.messages or "[]")
    if not turns or turns[-1].get("role") != "assistant":
        return {}
    return {"messages": json.dumps(turns[:-1], ensure_ascii=False)}


def first_half(text: str) -> str:
    """A text broken off in the middle of its words, at least one letter long."""
    words = text.strip()
    return words[: max(1, len(words) // 2)]


def _turns(record: Record) -> list[tuple[str, str]]:
    turns = json.loads(record.messages or "[]")
    return [(str(turn.get("role", "")), str(turn.get("content") or "")) for turn in turns]
