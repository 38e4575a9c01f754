"""A sentence encoder that knows the names of the options and no other word."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipelines.kinds import Task, kind_of
from tests.fakes.small_models import missing_libraries, sentence_encoder

missing = missing_libraries


@contextmanager
def ready(folder: Path, task: Task) -> Iterator[dict[str, Any]]:
    """The encoder's folder."""
    yield {"model": str(sentence_encoder(folder / "encoder", kind_of(task.kind).options(task)))}
