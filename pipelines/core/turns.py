"""What was asked and what was answered, for records with fields of their own and for chats alike."""

import json
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

_ASKING = frozenset(["user", "human", "prompter"])
_ANSWERING = frozenset(["assistant", "gpt", "model", "bot"])


def prompt_and_response(batch: pa.RecordBatch) -> tuple[pa.Array, pa.Array]:
    """The instructions and responses of a batch with `RECORD_SCHEMA` columns, as large strings; null where none is.

    A chat gives its last answer and the last question before it; a field that is set goes before the chat.
    """
    instruction, response = (batch[name].cast(pa.large_string()) for name in ("instruction", "response"))
    chats = pc.and_(pc.is_valid(batch["messages"]), pc.and_(pc.is_null(instruction), pc.is_null(batch["text"])))
    if not pc.any(chats).as_py():
        return instruction, response
    turns = [_last_turns(chat) for chat in batch["messages"].filter(chats).to_pylist()]
    asked, answered = (pa.array(side, pa.large_string()) for side in zip(*turns, strict=True))
    spoken = pc.replace_with_mask(response, chats, answered)
    return pc.replace_with_mask(instruction, chats, asked), pc.coalesce(response, spoken)


def _last_turns(chat: str) -> tuple[str | None, str | None]:
    """The last answer and the question before it; the last question alone where nothing was answered."""
    turns = [(_role(turn), str(turn.get("content") or "")) for turn in _turns(chat)]
    places = [place for place, (role, _) in enumerate(turns) if role in _ANSWERING]
    end = places[-1] if places else len(turns)
    questions = [content for role, content in turns[:end] if role in _ASKING]
    return questions[-1] if questions else None, turns[end][1] if places else None


def _turns(chat: str) -> list[dict[str, Any]]:
    try:
        turns = json.loads(chat)
    except ValueError:
        return []
    return [turn for turn in turns if isinstance(turn, dict)] if isinstance(turns, list) else []


def _role(turn: dict[str, Any]) -> str:
    return str(turn.get("role", "")).strip().casefold()
