"""From an answer to a program, and from a record to its tests."""

import re
import textwrap

from pipelines.core.errors import VerilodeError
from training.metrics import Answered

_FENCE = re.compile(r"```[\w+-]*[ \t]*\n(.*?)(?:\n[ \t]*```|\Z)", re.DOTALL)
_INDENT = "    "


def solutions(one: Answered) -> list[str]:
    """Ways to read an answer as a program, the likeliest first; the first that compiles is meant.

    An answer that defines the function stands behind the prompt, for its imports and helpers; anything else goes on
    where the prompt ends, and may have lost the white space it began with.
    """
    prompt, _, entry_point = _task(one)
    found = _FENCE.search(one.answered)
    code = found[1] if found else one.answered
    if re.search(rf"^\s*(?:async\s+)?def\s+{re.escape(entry_point)}\b", code, re.MULTILINE):
        whole = textwrap.dedent(code)
        return [f"{_closed(prompt)}\n{whole}", whole]
    return [prompt + code, prompt + _INDENT + code.lstrip(), prompt + textwrap.indent(code, _INDENT)]


def checks(one: Answered) -> tuple[list[str], str]:
    """Ways to read the tests, with the prompt's helpers before them, and the function's name."""
    prompt, test, entry_point = _task(one)
    return [f"{prompt}\n{test}", f"{_closed(prompt)}\n{test}", test], entry_point


def _closed(prompt: str) -> str:
    """The prompt with a body for its function, which may have no docstring."""
    return f"{prompt.rstrip()}\n{_INDENT}pass\n" if prompt.strip() else ""


def _task(one: Answered) -> tuple[str, str, str]:
    values = [one.meta.get(name) for name in ("prompt", "test", "entry_point")]
    for name, value in zip(("prompt", "test", "entry_point"), values, strict=True):
        if not isinstance(value, str):
            raise VerilodeError(f"record {one.record_id!r} has no {name!r} in its meta, which metric 'executes' needs")
    prompt, test, entry_point = values
    if not entry_point.isidentifier():
        raise VerilodeError(f"record {one.record_id!r}: the entry point {entry_point!r} is no name of a function")
    return prompt, test, entry_point
