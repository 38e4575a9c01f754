"""A typed command as a job: its row, its log, its cancel."""

import os
import signal
import time
from collections.abc import Iterator

import pytest

from app.jobs.processes import MARK
from app.jobs.table import JobTable
from app.jobs.tracked import tracked
from pipelines.core.errors import VerilodeError
from pipelines.core.progress import Progress


@pytest.fixture
def polite() -> Iterator[None]:
    """SIGTERM as our command line handles it."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    yield
    signal.signal(signal.SIGTERM, before)


def test_a_block_that_ends_well_is_a_finished_job(jobs: JobTable) -> None:
    with tracked(jobs, ["clean"], "ada") as job:
        assert jobs.get(job.id).state == "running"
        assert os.environ[MARK] == job.id
        job.log("dedupe: 3 of 9")
    assert (jobs.get(job.id).state, jobs.get(job.id).log.read_text()) == ("finished", "dedupe: 3 of 9\n")
    assert MARK not in os.environ


@pytest.mark.parametrize(
    ("error", "state", "reason"),
    [
        (VerilodeError("no files given"), "failed", "no files given"),
        (ZeroDivisionError("by zero"), "failed", "unexpected error: ZeroDivisionError: by zero"),
        (KeyboardInterrupt(), "cancelled", "cancelled"),
    ],
)
def test_an_error_is_the_last_word_and_goes_on(jobs: JobTable, error: BaseException, state: str, reason: str) -> None:
    with pytest.raises(type(error)), tracked(jobs, ["clean"], "ada"):
        raise error
    [job] = jobs.all()
    assert (job.state, job.reason, job.log.read_text()) == (state, reason, f"{state}: {reason}\n")


def test_a_failure_sentence_fails_the_job(jobs: JobTable) -> None:
    with tracked(jobs, ["gate"], "ada") as job:
        job.failure = "worse than the base"
    assert (jobs.get(job.id).state, jobs.get(job.id).reason) == ("failed", "worse than the base")


def test_progress_and_cancel_travel_with_the_heartbeat(jobs: JobTable, polite: None) -> None:
    with pytest.raises(KeyboardInterrupt), tracked(jobs, ["clean"], "ada") as job:
        job.report(Progress("dedupe", 3, 9))
        jobs.cancel(job.id)
        time.sleep(20)
    row = jobs.get(job.id)
    assert (row.state, row.progress) == ("cancelled", {"label": "dedupe", "done": 3, "total": 9})


def test_under_a_supervisor_there_is_no_second_row(jobs: JobTable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(MARK, "0123abcd")
    with tracked(jobs, ["clean"], "ada") as job:
        assert job is None
    assert jobs.all() == []
