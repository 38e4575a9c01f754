"""What the contract of the labelers needs to know of one of them: a file with its name, only where it needs one.

It may hold `ready(folder, task)`, a context that yields the options to build it with for this task (a fake endpoint
lives as long as the context), `missing() -> str | None`, why it cannot be tried here, and `GUESSES = True` for a
stand-in that has learnt nothing, whose answers need not be right.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from pipelines.kinds import Task


@contextmanager
def ready(labeler: str, folder: Path, task: Task) -> Iterator[dict[str, Any]]:
    """Options the labeler can be built with for this task; skips the test where something is missing."""
    example = _example(labeler)
    reason = example.missing() if hasattr(example, "missing") else None
    if reason:
        pytest.skip(f"labeler {labeler}: {reason}")
    if not hasattr(example, "ready"):
        yield {}
        return
    with example.ready(folder, task) as options:
        yield options


def guesses(labeler: str) -> bool:
    """Whether the answers of this stand-in need not be right."""
    return getattr(_example(labeler), "GUESSES", False)


def _example(labeler: str) -> Any:
    name = f"{__name__}.{labeler}"
    return import_module(name) if find_spec(name) else None
