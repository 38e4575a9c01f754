"""The jobs page: what runs, its log, and stopping it."""

import time
from pathlib import Path

from app.actions import start_job
from app.jobs.table import JobTable
from pipelines.store.project import Project
from tests.fakes.pages import errors, show, words


def wait_for(jobs: JobTable, state: str) -> str:
    """Wait until the newest job is in this state; answers with the one it is in."""
    until = time.monotonic() + 15
    while jobs.all()[0].state != state and time.monotonic() < until:
        time.sleep(0.05)
    return jobs.all()[0].state


def test_without_a_job_it_says_what_will_be_here(empty: Path) -> None:
    assert "No job yet." in words(show(empty, "jobs"))


def test_a_running_job_is_listed_with_its_log_and_can_be_stopped(mine: Path, jobs: JobTable) -> None:
    start_job(Project.open(mine), ["clean"], "ann")
    assert wait_for(jobs, "running") == "running"
    until = time.monotonic() + 15
    while "ready" not in jobs.all()[0].log.read_text() and time.monotonic() < until:
        time.sleep(0.05)
    at = show(mine, "jobs")
    row = at.dataframe[0].value.to_dict("records")[0]
    assert (row["command"], row["state"], row["by"]) == ("verilode clean", "running", "ann")
    assert "ready" in at.code[0].value
    at.button(key="cancel").click().run()
    assert wait_for(jobs, "cancelled") == "cancelled"


def test_cancelling_what_has_just_ended_is_a_sentence_and_no_error(mine: Path, jobs: JobTable) -> None:
    job = jobs.add(["clean"], "ann")
    at = show(mine, "jobs")
    jobs.close(job, "finished")
    at.button(key="cancel").click().run()
    assert errors(at) == []


def test_an_ended_job_has_no_button_and_says_why_it_ended(mine: Path, jobs: JobTable) -> None:
    job = jobs.add(["train", "sft"], "ann")
    jobs.close(job, "failed", "the disk is *full*")
    at = show(mine, "jobs")
    assert not at.button
    assert "the disk is *full*" in words(at)


def test_a_finished_job_stands_at_the_end(mine: Path, jobs: JobTable) -> None:
    jobs.close(jobs.add(["clean"], "ann"), "finished")
    assert show(mine, "jobs").dataframe[0].value["progress"].tolist() == [1.0]
