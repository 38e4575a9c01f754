"""What stands where something private stood."""

import re

PLACEHOLDER = re.compile(r"\[([A-Z][A-Z_]*[A-Z])(?:_([0-9]+))?\]")
"""`[EMAIL]` or `[EMAIL_2]`: the name and the number."""


def placeholder(kind: str, number: int | None = None) -> str:
    """The placeholder of a kind, numbered or not."""
    return f"[{kind.upper()}]" if number is None else f"[{kind.upper()}_{number}]"
