"""Values that are JSON inside one string: read strictly, written canonically."""

import json
from typing import Any

from pipelines.core.ids import canonical_json
from pipelines.kinds._types import Invalid


def written(value: Any) -> str:
    """The canonical text of a value.

    Raises:
        Invalid: for what JSON or UTF-8 cannot carry (NaN, half of a surrogate pair), or no store could keep it.
    """
    try:
        return canonical_json(value).decode("utf-8")
    except (ValueError, TypeError, RecursionError):
        raise Invalid("the answer holds something that cannot be written down") from None


def read_list(value: str, what: str) -> list[Any]:
    """The list a value holds.

    Raises:
        Invalid: when it holds something else.
    """
    return _read(value, list, f"{what} must be a JSON list")


def read_object(value: str, what: str) -> dict[str, Any]:
    """The object a value holds.

    Raises:
        Invalid: when it holds something else.
    """
    return _read(value, dict, f"{what} must be a JSON object")


def _read(value: str, kind: type, reason: str) -> Any:
    try:
        found = json.loads(value, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise Invalid(reason) from None
    if not isinstance(found, kind):
        raise Invalid(reason)
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; of two values under one name, neither is the answer."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name appears twice")
    return found
