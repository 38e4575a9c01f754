"""Chat messages: a JSON list of objects with a role and a content, checked and kept as JSON text."""

import json
from typing import Any

from pipelines.sources._objects import parse_json
from pipelines.sources._types import Refused

_MAX_DEPTH = 64
_CALLS = ("tool_calls", "function_call")
_SHAREGPT_ROLES = {
    "human": "user",
    "gpt": "assistant",
    "chatgpt": "assistant",
    "bot": "assistant",
    "model": "assistant",
    "observation": "tool",
}
"""Who speaks in a ShareGPT turn, where it is not called as in everybody else's messages."""


def messages_text(value: Any) -> str | None:
    """`value`, a list or the JSON text of one, as JSON text; None for nothing and for an empty list.

    ShareGPT's turns (`from` and `value`) become messages. Further keys of a message (a name, tool calls) are kept.

    Raises:
        Refused: `bad_messages`.
    """
    if isinstance(value, str):
        value = _parsed(value)
    if value is None or value == []:
        return None
    return json.dumps(checked_messages(value), ensure_ascii=False)


def checked_messages(value: Any) -> list[dict[str, Any]]:
    """`value` as a list of messages.

    Raises:
        Refused: `bad_messages` when it is not one.
    """
    if not isinstance(value, list):
        raise Refused("bad_messages", "they are not a list")
    return [_message(number, message) for number, message in enumerate(value, start=1)]


def _parsed(text: str) -> Any:
    if not text.strip():
        return None
    try:
        return parse_json(text.encode("utf-8", "surrogatepass"), _MAX_DEPTH)
    except Refused as refused:
        raise Refused("bad_messages", f"they are not JSON: {refused.detail}") from None


def _message(number: int, message: Any) -> dict[str, Any]:
    """One message, without the keys whose value is nothing: Parquet gives every message the keys of all."""
    if not isinstance(message, dict):
        raise Refused("bad_messages", f"message {number} is not an object")
    if "from" in message and "role" not in message:
        message = _from_sharegpt(message)
    calls = any(message.get(key) for key in _CALLS)
    if not isinstance(message.get("role"), str):
        raise Refused("bad_messages", f"message {number} has no text called role")
    if not message["role"].strip():
        raise Refused("bad_messages", f"message {number} has an empty role")
    if not isinstance(message.get("content"), str) and not (calls and message.get("content") is None):
        raise Refused("bad_messages", f"message {number} has no text called content")
    return {key: part for key, part in message.items() if part is not None or key == "content"}


def _from_sharegpt(turn: dict[str, Any]) -> dict[str, Any]:
    names = {"from": "role", "value": "content"}
    message = {names.get(key, key): part for key, part in turn.items()}
    said = message["role"]
    return {**message, "role": _SHAREGPT_ROLES.get(said, said) if isinstance(said, str) else said}
