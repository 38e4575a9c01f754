"""`verilode jobs` and its verbs."""

from pathlib import Path

import pytest

from app.commands.jobs import cancel, detail, listing, log, show_list, show_show
from app.jobs.table import JobTable
from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """An empty project."""
    (tmp_path / "verilode.yaml").write_text("name: demo\n")
    return Project.open(tmp_path)


@pytest.fixture
def job(project: Project) -> str:
    """A queued job with a log of three lines."""
    jobs = JobTable(project.database_url, project.jobs)
    job = jobs.add(["clean", "my file.csv"], "ada")
    jobs.get(job).log.write_text("one\ntwo\nthree\n")
    return job


def test_a_list_has_a_line_per_job_with_its_command(project: Project, job: str) -> None:
    [line] = show_list(listing(project))
    assert line.startswith(f"{job}  queued ")
    assert line.endswith("  verilode clean 'my file.csv'")


def test_an_empty_list_says_so(project: Project) -> None:
    assert list(show_list(listing(project))) == ["no jobs yet"]


def test_one_job_in_full(project: Project, job: str) -> None:
    lines = list(show_show(detail(project, job)))
    assert lines[:3] == ["verilode clean 'my file.csv'", "queued", "actor      ada"]


def test_cancel(project: Project, job: str) -> None:
    assert cancel(project, job).state == "cancelled"
    with pytest.raises(VerilodeError, match="already cancelled"):
        cancel(project, job)


def test_the_end_of_the_log(project: Project, job: str) -> None:
    assert log(project, job, lines=2).log == "two\nthree\n"
    with pytest.raises(VerilodeError, match="no job"):
        log(project, "../..")
