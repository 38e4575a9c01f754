"""What the tests of the pages stand on: an empty project, a finished one, and jobs that only wait."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.jobs.table import JobTable
from pipelines.store.project import Project
from tests.fakes.finished import finished
from tests.fakes.sifted import sifted


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A project with a recipe and nothing else."""
    Project.create(tmp_path / "empty", "legal")
    return tmp_path / "empty"


@pytest.fixture(scope="session")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished project that is only looked at."""
    return finished(tmp_path_factory.getbasetemp() / "finished").root


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cleaned project of hostile records with counts to do by hand; only looked at."""
    return sifted(tmp_path_factory.getbasetemp() / "sifted").root


@pytest.fixture
def mine(done: Path, tmp_path: Path) -> Path:
    """A finished project of the test's own."""
    return shutil.copytree(done, tmp_path / "mine")


@pytest.fixture
def jobs(mine: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[JobTable]:
    """The jobs of `mine`; a job's program says "ready" and waits to be stopped, whatever its words are."""
    wait = "import time; print('ready', flush=True); time.sleep(60)"
    monkeypatch.setattr("app.jobs.submit.CLI", [sys.executable, "-c", wait])
    project = Project.open(mine)
    table = JobTable(project.database_url, project.jobs)
    yield table
    for job in table.all():
        if job.open:
            table.cancel(job.id)
    ended(table)


def ended(table: JobTable) -> None:
    """Wait until no job is open."""
    import time

    until = time.monotonic() + 15
    while any(job.open for job in table.all()) and time.monotonic() < until:
        time.sleep(0.05)
