"""Reading once: what depends on commits alone is kept until there is a newer one; damage becomes one line."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project

KEPT = 32
"""Answers that one view keeps in memory, over all projects and arguments."""


def newest_commit(project: Project) -> str:
    """The name of the newest commit's folder; empty before the first."""
    return max((folder.name for folder in project.tables.root.glob("[0-9]*")), default="")


def per_commit(read: Callable[..., Any]) -> Callable[..., Any]:
    """Call `read(project, ...)` once per commit and arguments; what it answers is shared and must not be changed."""

    @lru_cache(maxsize=KEPT)
    def kept(project: Project, _newest: str, *arguments: Any) -> Any:
        return read(project, *arguments)

    @wraps(read)
    def current(project: Project, *arguments: Any) -> Any:
        with readable():
            return kept(project, newest_commit(project), *arguments)

    return current


@contextmanager
def readable(file: Path | None = None) -> Iterator[None]:
    """A damaged file or database as one line; also a decorator.

    Args:
        file: What is being read, where that is known.

    Raises:
        VerilodeError: with the reason, instead of what the library said.
    """
    try:
        yield
    except (OSError, pa.ArrowException, json.JSONDecodeError) as damage:
        raise VerilodeError(f"cannot be read: {_first_line(damage)}", file=file or "a file of the project") from damage
    except sa.exc.DBAPIError as damage:
        raise VerilodeError(f"the project's database cannot be read: {_first_line(damage.orig)}") from damage


def _first_line(damage: object) -> str:
    return (str(damage).splitlines() or [type(damage).__name__])[0]
