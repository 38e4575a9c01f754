"""What reaches a person's terminal or a script's pipe: plain text lines, or one JSON object."""

import json
import math
import os
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any

_JOINERS = "\t\u200c\u200d"
"""Harmless though not `isprintable`: tab, and the joiners that Persian, Hindi and emoji need."""


class Painted(str):
    """A line that reaches the terminal as it is: what came from outside was made plain, its colours are ours."""


def plain(text: str) -> str:
    """`text` with escape sequences, bidi overrides and other controls made visible, so they cannot act."""
    if text.isprintable():
        return text
    return "".join(
        c if c.isprintable() or c in _JOINERS or unicodedata.category(c) == "Zs" else ascii(c)[1:-1] for c in text
    )


def say(reason: str) -> None:
    """One line on stderr, in our name."""
    print(f"verilode: {plain(reason)}", file=sys.stderr, flush=True)


def write_lines(text: Iterable[str] | str) -> None:
    """Lines on stdout, as plain text."""
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    for line in text.splitlines() if isinstance(text, str) else text:
        print(line if isinstance(line, Painted) else plain(line))


def write_json(result: Any) -> None:
    """One JSON object on stdout; ASCII only, so that no terminal encoding can spoil it.

    Raises:
        TypeError: if `result` is not a dataclass, a mapping or None.
    """
    value = jsonable({} if result is None else result)
    if not isinstance(value, dict):
        raise TypeError(f"a command's result is a dataclass or a mapping, not {type(result).__name__}")
    print(json.dumps(value, allow_nan=False))


def as_lines(result: Any) -> Iterator[str]:
    """`name: value` lines, for commands that have no `show` of their own."""
    for name, value in jsonable({} if result is None else result).items():
        yield f"{name}: {json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value}"


def jsonable(value: Any) -> Any:
    """`value` in JSON's types: a field `in_` is called `in`; NaN, which JSON has not, becomes null."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name.rstrip("_"): jsonable(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): jsonable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [jsonable(inner) for inner in value]
    if isinstance(value, Enum):
        return jsonable(value.value)
    if isinstance(value, date):
        return value.isoformat()
    if type(value).__module__ == "numpy":
        return jsonable(value.tolist())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if value is None or isinstance(value, str | int) else str(value)


@contextmanager
def stdout_kept_clean() -> Iterator[None]:
    """Whatever the work or its child processes print goes to stderr; stdout is for the result."""
    sys.stdout.flush()
    kept = os.dup(1)
    try:
        os.dup2(2, 1)
        with redirect_stdout(sys.stderr):
            yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
