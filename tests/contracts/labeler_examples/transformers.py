"""A language model of random weights."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipelines.kinds import Task
from tests.fakes.small_models import causal_model, missing_libraries

GUESSES = True

missing = missing_libraries


@contextmanager
def ready(folder: Path, task: Task) -> Iterator[dict[str, Any]]:
    """The model's folder, and short answers."""
    yield {"model": str(causal_model(folder / "model")), "max_answer_tokens": 8}
