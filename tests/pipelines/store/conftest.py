"""An event lane on each database there is: every test of the lane runs on all of them."""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from pipelines.store.database import sqlite_url
from pipelines.store.events import EventLane
from tests.fakes.postgres import Postgres, programs, running


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A private PostgreSQL server; skips with the reason where there can be none."""
    bin_folder = programs()
    if bin_folder is None:
        pytest.skip("PostgreSQL's server programs (initdb, pg_ctl) are not installed")
    if find_spec("psycopg") is None:
        pytest.skip("psycopg is not installed: pip install 'verilode[postgres]'")
    with running(bin_folder) as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def lane(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EventLane]:
    """An empty event lane."""
    if request.param == "sqlite":
        yield EventLane(sqlite_url(tmp_path / "events.db"))
        return
    lane = EventLane(request.getfixturevalue("postgres").new_database())
    yield lane
    lane.engine.dispose()
