"""An endpoint on this machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipelines.kinds import Task
from tests.fakes.openai_server import FakeOpenAI


@contextmanager
def ready(folder: Path, task: Task) -> Iterator[dict[str, Any]]:
    """Its address."""
    with FakeOpenAI() as endpoint:
        yield {"base_url": endpoint.base_url}
