"""Whether a solution passes tests, decided where the solution cannot reach."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from training.sandbox import trial
from training.sandbox.limits import Limits
from training.sandbox.run import Ran, run_python

_VERDICT = 8192
"""Bytes that the verdict itself may need."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether the tests passed; if not, why not, in one line."""

    passed: bool
    why: str
    seconds: float


def run_tests(solution: Sequence[str], tests: Sequence[str], entry_point: str, limits: Limits | None = None) -> Outcome:
    """Let `check(candidate)` of the tests call the solution's function, which runs in another process.

    Arguments and results must be plain values (numbers, texts, lists, tuples, sets, dictionaries, bytes); a result of
    another type fails. What the solution does to its arguments is not seen by the tests.

    Args:
        solution: Ways to write down the solution; the first that compiles is run.
        tests: Ways to write down the tests, which define `check`, likewise.
        entry_point: Name of the function.
        limits: What both together may use; the seconds are those of the whole trial.

    Raises:
        VerilodeError: when this machine cannot isolate code.
    """
    spec = {"solution": list(solution), "tests": list(tests), "entry_point": entry_point}
    bounds = limits or Limits()
    bounds = replace(bounds, output_bytes=max(_VERDICT, bounds.output_bytes))
    ran = run_python(_program(), json.dumps(spec).encode(), bounds)
    why = _why(ran)
    return Outcome(not why, why, ran.seconds)


@cache
def _program() -> str:
    return Path(trial.__file__).read_text(encoding="utf-8")


def _why(ran: Ran) -> str:
    """Why it did not pass; only the first process can write to this output, and it writes once."""
    if ran.ending != "ended":
        return ran.ending
    try:
        return " ".join(str(json.loads(ran.output)["why"]).split())
    except (ValueError, KeyError, TypeError):
        return f"the trial ended with exit code {ran.code}"
