"""What a chat model told, field by field, and texts that can be kept: everything else is no answer."""

from collections.abc import Mapping
from typing import Any

from pipelines.kinds._types import Invalid


def told_text(told: Mapping[str, Any], name: str) -> str:
    """The text in a field.

    Raises:
        Invalid: when the field is missing or holds something else.
    """
    found = told.get(name)
    if not isinstance(found, str):
        raise Invalid(f"{name} must be text")
    return found


def told_list(told: Mapping[str, Any], name: str) -> list[Any]:
    """The list in a field.

    Raises:
        Invalid: when the field is missing or holds something else.
    """
    found = told.get(name)
    if not isinstance(found, list):
        raise Invalid(f"{name} must be a list")
    return found


def storable(text: str) -> str:
    """The text itself.

    Raises:
        Invalid: when it holds half of a surrogate pair, which no file and no database can keep.
    """
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise Invalid("the answer holds half a character")
    return text
