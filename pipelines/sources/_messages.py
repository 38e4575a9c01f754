"""Chat messages: a JSON list of objects with a role and a content, checked and kept as JSON text."""

import json
from typing import Any

from pipelines.sources._objects import parse_json
from pipelines.sources._types import Refused

_MAX_DEPTH = 64


def messages_text(value: Any) -> str | None:
    """`value`, a list or the JSON text of one, as JSON text; None for nothing and for an empty list.

    Further keys of a message (a name, tool calls) are kept.

    Raises:
        Refused: `bad_messages`.
    """
    if isinstance(value, str):
        value = _parsed(value)
    if value is None or value == []:
        return None
    if not isinstance(value, list):
        raise Refused("bad_messages", "they are not a list")
    for number, message in enumerate(value, start=1):
        _check(number, message)
    return json.dumps(value, ensure_ascii=False)


def _parsed(text: str) -> Any:
    if not text.strip():
        return None
    try:
        return parse_json(text.encode("utf-8", "surrogatepass"), _MAX_DEPTH)
    except Refused as refused:
        raise Refused("bad_messages", f"they are not JSON: {refused.detail}") from None


def _check(number: int, message: Any) -> None:
    if not isinstance(message, dict):
        raise Refused("bad_messages", f"message {number} is not an object")
    for key in ("role", "content"):
        if not isinstance(message.get(key), str):
            raise Refused("bad_messages", f"message {number} has no text called {key}")
    if not message["role"].strip():
        raise Refused("bad_messages", f"message {number} has an empty role")
