"""One verb inside the frame: its project, its job, its failure sentence."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.jobs.table import JobTable
from pipelines.store.database import sqlite_url

Run = Callable[..., Any]
Write = Callable[[str, str], None]

WHERE = '''"""Says where it is."""
def where(project):
    return {"root": project.root}
'''
CLEAN = '''"""Runs long."""
from dataclasses import dataclass
from pipelines.core.errors import VerilodeError
from pipelines.core.progress import progress
LONG = True

@dataclass(frozen=True)
class Cleaned:
    kept: int
    @property
    def failure(self):
        return "nothing was kept" if not self.kept else None

def clean(kept: int):
    for n in range(4):
        progress("clean", n + 1, 4)
    if kept < 0:
        raise VerilodeError("fewer than nothing")
    return Cleaned(kept)
'''


@pytest.fixture(autouse=True)
def commands(write: Write) -> None:
    """A command that needs a project, and a long one."""
    write("where", WHERE)
    write("clean", CLEAN)


@pytest.fixture
def jobs(project: Path) -> JobTable:
    """The project's jobs."""
    return JobTable(sqlite_url(project / "events.db"), project / "jobs")


def test_the_nearest_project_upward_or_the_one_named(run: Run, project: Path, tmp_path: Path) -> None:
    assert run("where").stdout == f"root: {project}\n"
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "verilode.yaml").write_text("name: other\n")
    assert run("where", "--project", "other").stdout == f"root: {project}/other\n"


def test_no_project_is_one_clear_line(run: Run) -> None:
    done = run("where")
    assert done.returncode == 1
    assert "no verilode.yaml here or above" in done.stderr


def test_a_long_command_is_a_finished_job(run: Run, jobs: JobTable) -> None:
    done = run("clean", "3", "--json")
    [job] = jobs.all()
    assert json.loads(done.stdout) == {"kept": 3}
    assert (job.state, job.argv, job.log.read_text()) == (
        "finished",
        ["clean", "3", "--json"],
        "clean: 1 of 4 (25 %)\nclean: 4 of 4 (100 %)\n",
    )


def test_a_failure_sentence_is_shown_after_the_result(run: Run, jobs: JobTable) -> None:
    done = run("clean", "0")
    assert (done.returncode, done.stdout) == (1, "kept: 0\n")
    assert done.stderr.endswith("verilode: nothing was kept\n")
    assert (jobs.all()[0].state, jobs.all()[0].reason) == ("failed", "nothing was kept")


def test_an_error_is_the_reason_of_the_job(run: Run, jobs: JobTable) -> None:
    assert run("clean", "--", "-1").returncode == 1
    assert jobs.all()[0].reason == "fewer than nothing"


def test_without_a_project_a_long_command_just_runs(run: Run, tmp_path: Path) -> None:
    assert run("clean", "3").stdout == "kept: 3\n"
    assert not (tmp_path / "jobs").exists()


def test_progress_goes_to_the_file_a_supervisor_reads(run: Run, tmp_path: Path) -> None:
    run("clean", "3", VERILODE_PROGRESS=str(tmp_path / "progress.json"))
    assert json.loads((tmp_path / "progress.json").read_text()) == {"label": "clean", "done": 4, "total": 4}
