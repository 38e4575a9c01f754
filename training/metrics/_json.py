"""Reading JSON that a model wrote: strictly, and never with an exception."""

import json
import re
from typing import Any, NamedTuple

_FENCE = re.compile(r"\s*```(?:json)?\s*\n(.*?)\n?\s*```\s*", re.DOTALL | re.IGNORECASE)


class ReadJson(NamedTuple):
    """Whether a text is JSON, and what it says (which may be nothing: null)."""

    parsed: bool
    value: Any = None


def read_json(text: str, fenced: bool = False) -> ReadJson:
    """What a text says as JSON; `fenced` looks inside a Markdown code fence."""
    inside = _FENCE.fullmatch(text) if fenced else None
    try:
        value = json.loads(inside[1] if inside else text, object_pairs_hook=_once, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return ReadJson(False)
    return ReadJson(True, value)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name appears twice")
    return found


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def leaves(value: Any, path: str = "$") -> list[tuple[str, str]]:
    """Each field at the bottom as (path, value); the elements of a list share a path, for their order is no field."""
    if isinstance(value, dict) and value:
        return [leaf for name, inner in value.items() for leaf in leaves(inner, f"{path}.{json.dumps(name)}")]
    if isinstance(value, list) and value:
        return [leaf for inner in value for leaf in leaves(inner, f"{path}[]")]
    return [(path, json.dumps(value))]
