"""Values of a row as text: what a field of a record holds, whatever the file's type was."""

import json
import math
from typing import Any

from pipelines.sources._types import Refused


def as_text(value: Any) -> str | None:
    """`value` as text: strings as they are, numbers and nested values as JSON, dates in ISO form.

    None, NaN (how data frames write a missing number) and blank text become None.

    Raises:
        Refused: `not_utf8` for bytes that are no text, `nan_or_infinity` for an infinite number.
    """
    if isinstance(value, str):
        return value if value.strip() else None
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, bytes | bool | int | float | list | dict | tuple):
        return _bytes_as_text(value) if isinstance(value, bytes) else _json_text(value)
    return _plain(value)


def _json_text(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, default=_plain)
    except ValueError:
        raise Refused("nan_or_infinity", "an infinite number, or NaN inside a nested value") from None


def _plain(value: Any) -> str:
    if isinstance(value, bytes):
        return _bytes_as_text(value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _bytes_as_text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("not_utf8", f"{len(value)} bytes that are no text") from None
