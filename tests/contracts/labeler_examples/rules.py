"""One rule for each option: its name stands in the text."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipelines.kinds import Task, kind_of


@contextmanager
def ready(folder: Path, task: Task) -> Iterator[dict[str, Any]]:
    """The rules; where there is nothing to choose from, one that has to be refused."""
    options = kind_of(task.kind).options(task) or ("nothing",)
    yield {"rules": [{"label": option, "any": [option]} for option in options]}
