"""Tests on one side, a solution on the other: the program that runs in the sandbox, standard library only.

The first process holds the tests and gives the verdict; the solution runs in a child that was split off before the
tests were read, so they are not in its memory. Between them go calls and plain values, nothing else. So a solution
that ends early, prints, patches builtins, or returns objects that claim to equal everything has not passed: the only
way to pass is to return the right values. The solution cannot look into the first process; it can kill it, and then
has not passed.
"""

import builtins
import ctypes
import importlib.machinery
import importlib.util
import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from types import ModuleType
from typing import Any, BinaryIO

_LONGEST = 4 * 2**20
"""Bytes of one message; more is no answer to a test."""
_NOT_DUMPABLE = 4
_PLAIN = (bool, int, float, str)


class _Source(importlib.machinery.SourceFileLoader):
    """A module from text."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(name, f"<{name}>")
        self._text = text.encode("utf-8", "surrogatepass")

    def get_data(self, path: str) -> bytes:
        return self._text

    def path_stats(self, path: str) -> dict[str, Any]:
        raise OSError("it is no file")


def _load(name: str, texts: list[str]) -> ModuleType:
    """The first of the texts that compiles, as a module."""
    for text in texts:
        loader = _Source(name, text)
        try:
            loader.get_code(name)
        except (SyntaxError, ValueError) as broken:
            refused = broken
            continue
        module = importlib.util.module_from_spec(importlib.machinery.ModuleSpec(name, loader))
        sys.modules[name] = module
        loader.exec_module(module)
        return module
    raise refused


def packed(value: Any) -> Any:
    """A plain value as JSON can carry it, with the type of what is no JSON.

    Raises:
        TypeError: for any other object.
    """
    if value is None or isinstance(value, _PLAIN):
        return next((kind(value) for kind in _PLAIN if isinstance(value, kind)), None)  # subclasses become plain
    for kind in (list, tuple, set, frozenset):
        if isinstance(value, kind):
            return {kind.__name__: [packed(one) for one in value]}
    if isinstance(value, dict):
        return {"dict": [[packed(key), packed(one)] for key, one in value.items()]}
    if isinstance(value, bytes):
        return {"bytes": value.hex()}
    if isinstance(value, complex):
        return {"complex": [value.real, value.imag]}
    raise TypeError(f"{type(value).__name__} is no plain value")


def unpacked(value: Any) -> Any:
    """What `packed` packed; only ever plain builtin values, whoever wrote it."""
    if not isinstance(value, dict):
        return value
    [(kind, inner)] = value.items()
    if kind == "dict":
        return {unpacked(key): unpacked(one) for key, one in inner}
    if kind == "bytes":
        return bytes.fromhex(inner)
    if kind == "complex":
        return complex(*inner)
    return {"list": list, "tuple": tuple, "set": set, "frozenset": frozenset}[kind](map(unpacked, inner))


def _send(pipe: BinaryIO, message: dict[str, Any]) -> None:
    pipe.write(json.dumps(message).encode() + b"\n")
    pipe.flush()


def _receive(pipe: BinaryIO) -> dict[str, Any] | None:
    line = pipe.readline(_LONGEST + 1)
    return json.loads(line) if line.endswith(b"\n") else None


def _failure(failed: BaseException) -> dict[str, Any]:
    return {"raised": type(failed).__name__, "text": str(failed)[:500]}


def solve(calls: BinaryIO, answers: BinaryIO) -> None:
    """The solution's side: load it, then answer calls until there are no more."""
    asked = _receive(calls)
    try:
        function = getattr(_load("solution", asked["solution"]), asked["entry_point"])
        _send(answers, {"value": None})
        while (asked := _receive(calls)) is not None:
            try:
                message = {"value": packed(function(*unpacked(asked["args"]), **unpacked(asked["kwargs"])))}
            except Exception as failed:  # noqa: BLE001 - whatever the solution raises is its answer
                message = _failure(failed)
            _send(answers, message)
    except BaseException as failed:  # noqa: BLE001
        _send(answers, _failure(failed))


class Gone(Exception):
    """The solution does not answer any more, or with something that is no answer."""


def remote(calls: BinaryIO, answers: BinaryIO, called: list[bool]) -> Callable[..., Any]:
    """The solution as the tests see it: a function; `called` gets an entry for each value it returned."""

    def candidate(*args: Any, **kwargs: Any) -> Any:
        _send(calls, {"args": packed(args), "kwargs": packed(kwargs)})
        value = heard(answers)
        called.append(True)
        return value

    return candidate


def heard(answers: BinaryIO) -> Any:
    """The value that came back, or the exception, if it is one of Python's own."""
    try:
        message = _receive(answers)
        if message is not None and "value" in message:
            return unpacked(message["value"])
        name, text = (str(message["raised"]), str(message["text"])) if message else ("", "")
    except (ValueError, TypeError, KeyError, RecursionError):
        raise Gone("it answered with something that is no value") from None
    if message is None:
        raise Gone("it ended before it answered")
    kind = getattr(builtins, name, None)
    known = isinstance(kind, type) and issubclass(kind, Exception) and not issubclass(kind, UnicodeError)
    raise kind(text) if known else Gone(f"{name}: {text}")


def examine(spec: dict[str, Any], calls: BinaryIO, answers: BinaryIO) -> str:
    """The tests' side: the empty text when the solution passed, else why not."""
    called: list[bool] = []
    try:
        _send(calls, {"solution": spec["solution"], "entry_point": spec["entry_point"]})
        heard(answers)
    except Exception as failed:  # noqa: BLE001 - it may fail in any way
        return f"the solution does not load: {type(failed).__name__}: {failed}"
    try:
        tests, candidate = _load("tests", spec["tests"]), remote(calls, answers, called)
        setattr(tests, spec["entry_point"], candidate)  # some tests call it by its name
        tests.check(candidate)
    except AssertionError as failed:
        return f"a test failed: {failed}" if str(failed) else "a test failed"
    except BaseException as failed:  # noqa: BLE001 - a test that exits has not passed either
        return f"{type(failed).__name__}: {failed}"
    return "" if called else "the tests never called the solution"


def _pipe() -> tuple[BinaryIO, BinaryIO]:
    ends = os.pipe()
    return os.fdopen(ends[0], "rb"), os.fdopen(ends[1], "wb")


def main() -> None:
    """Read the trial from standard input and write the verdict to standard output."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_NOT_DUMPABLE, 0, 0, 0, 0)
    (calls, call), (answers, answer) = _pipe(), _pipe()
    if os.fork() == 0:
        call.close()
        answers.close()
        nothing = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(nothing, descriptor)
        solve(calls, answer)
        os._exit(0)
    calls.close()
    answer.close()
    why = ""
    with suppress(BaseException):
        why = "the trial could not be run"
        why = examine(json.loads(sys.stdin.buffer.read()), call, answers)
    os.write(1, json.dumps({"why": why[:500]}).encode())
    os._exit(0)


if __name__ == "__main__":
    main()
