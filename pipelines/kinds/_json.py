"""Values that are JSON inside one string: read strictly, written canonically."""

import json
from typing import Any

from pipelines.core.ids import canonical_json
from pipelines.kinds._types import Invalid


def written(value: Any) -> str:
    """The canonical text of a value."""
    return canonical_json(value).decode("utf-8", "surrogatepass")


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
        found = json.loads(value)
    except (ValueError, RecursionError):
        raise Invalid(reason) from None
    if not isinstance(found, kind):
        raise Invalid(reason)
    return found
