"""A table of jobs in a fresh folder, and patience."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.jobs.table import JobTable
from pipelines.store.database import sqlite_url


@pytest.fixture
def jobs(tmp_path: Path) -> JobTable:
    """The jobs of an empty project in `tmp_path`."""
    return JobTable(sqlite_url(tmp_path / "events.db"), tmp_path / "jobs")


@pytest.fixture
def until() -> Callable[..., None]:
    """Waits for a condition, 20 seconds at most."""

    def wait(condition: Callable[[], object]) -> None:
        end = time.monotonic() + 20
        while not condition():
            assert time.monotonic() < end, "waited 20 seconds in vain"
            time.sleep(0.02)

    return wait
