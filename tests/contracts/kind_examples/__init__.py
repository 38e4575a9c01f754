"""What the contract of the kinds needs to know of one of them: a file with the kind's name, which holds `EXAMPLE`."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from pipelines.core.records import Record
from pipelines.kinds import Task


@dataclass(frozen=True)
class Pair:
    """What somebody answers, and what comes of it."""

    said: Any
    means: Any


@dataclass(frozen=True)
class KindExample:
    """One record under one task, with answers.

    `given` is the answer the source had. Each of `good` means its canonical form, each of `bad` the reason (or a part
    of it). Of `told`, a chat model's fields mean a value, of `untold` the reason why they do not. `frozen` is a value
    and the fields it freezes. `same` and `differ` are pairs of canonical values that do and do not agree.
    """

    record: Record
    task: Task
    given: str | None
    good: tuple[Pair, ...]
    bad: tuple[Pair, ...]
    told: tuple[Pair, ...]
    untold: tuple[Pair, ...]
    frozen: tuple[str, Mapping[str, str | None] | None]
    classes: tuple[str, ...]
    shown: str
    same: tuple[tuple[str, str], ...] = ()
    differ: tuple[tuple[str, str], ...] = ()


def example_of(kind: str) -> KindExample:
    """The example of one kind."""
    return import_module(f"{__name__}.{kind}").EXAMPLE
