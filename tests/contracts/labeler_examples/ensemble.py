"""Two members that ask nobody."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipelines.kinds import Task
from tests.contracts.labeler_examples import rules


@contextmanager
def ready(folder: Path, task: Task) -> Iterator[dict[str, Any]]:
    """A text model and rules."""
    with rules.ready(folder, task) as options:
        yield {"members": [{"labeler": "local"}, {"labeler": "rules", "options": options}]}
