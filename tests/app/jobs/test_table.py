"""Rows of the table: what they go through, and what is found out about those left behind."""

import os
import subprocess
from typing import Any

import pytest
import sqlalchemy as sa

from app.jobs.table import JobTable
from pipelines.core.errors import VerilodeError
from pipelines.store.database import begin_write, open_engine


def overwrite(jobs: JobTable, **values: Any) -> None:
    """Put what another machine or another day would have written."""
    pairs = ", ".join(f"{name} = :{name}" for name in values)
    with begin_write(open_engine(jobs.url)) as connection:
        connection.execute(sa.text(f"UPDATE jobs SET {pairs}"), values)


def test_a_job_from_start_to_end(jobs: JobTable) -> None:
    job = jobs.add(["clean", "--seed", "1"], actor="ada")
    assert jobs.get(job).state == "queued"
    assert jobs.start(job, os.getpid())
    jobs.beat(job, {"label": "dedupe", "done": 3, "total": 9})
    jobs.close(job, "finished", exit_code=0)
    row = jobs.get(job)
    assert (row.state, row.exit_code, row.actor, row.command) == (
        "finished",
        0,
        "ada",
        "verilode clean --seed 1",
    )
    assert row.progress == {"label": "dedupe", "done": 3, "total": 9}
    assert row.submitted_at <= row.started_at <= row.finished_at


def test_newest_first(jobs: JobTable) -> None:
    ids = [jobs.add([word], "ada") for word in ("one", "two", "three")]
    for job, second in zip(ids, ("01", "02", "03"), strict=True):
        with begin_write(open_engine(jobs.url)) as connection:
            values = {"at": f"2999-01-01T00:00:{second}+00:00", "id": job}
            connection.execute(sa.text("UPDATE jobs SET submitted_at = :at WHERE id = :id"), values)
    assert [job.argv for job in jobs.all(limit=2)] == [["three"], ["two"]]


def test_a_queued_job_is_cancelled_at_once_and_never_starts(jobs: JobTable) -> None:
    job = jobs.add(["clean"], "ada")
    assert jobs.cancel(job).state == "cancelled"
    assert not jobs.start(job, os.getpid())


def test_cancelling_what_is_over_is_refused(jobs: JobTable) -> None:
    job = jobs.add(["clean"], "ada")
    jobs.close(job, "finished", exit_code=0)
    with pytest.raises(VerilodeError, match="already finished"):
        jobs.cancel(job)


def test_the_first_last_word_stands(jobs: JobTable) -> None:
    job = jobs.add(["clean"], "ada")
    jobs.close(job, "cancelled", "cancelled on request")
    jobs.close(job, "finished", exit_code=0)
    jobs.beat(job, None)
    assert (jobs.get(job).state, jobs.get(job).reason) == ("cancelled", "cancelled on request")


def test_a_job_with_a_live_process_is_left_alone(jobs: JobTable) -> None:
    job = jobs.add(["clean"], "ada")
    jobs.start(job, os.getpid())
    assert jobs.reconcile() == []


def test_a_dead_process_is_an_interrupted_job(jobs: JobTable) -> None:
    job = jobs.add(["clean"], "ada")
    process = subprocess.Popen(["sleep", "60"])
    jobs.start(job, process.pid)
    process.kill()
    process.wait()
    assert jobs.all()[0].state == "interrupted"
    assert f"process {process.pid} is gone" in jobs.get(job).reason


def test_a_zombie_is_dead(jobs: JobTable) -> None:
    job = jobs.add(["clean"], "ada")
    process = subprocess.Popen(["sleep", "60"])
    jobs.start(job, process.pid)
    process.kill()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)  # dead, but not yet reaped
    assert jobs.reconcile() == [job]
    process.wait()


def test_a_stranger_with_the_same_pid_is_not_the_job(jobs: JobTable) -> None:
    job = jobs.add(["clean"], "ada")
    jobs.start(job, os.getpid())
    overwrite(jobs, pid_started=1.0)
    assert jobs.reconcile() == [job]


def test_another_machine_is_judged_by_its_heartbeat(jobs: JobTable) -> None:
    job = jobs.add(["clean"], "ada")
    jobs.start(job, 1)
    overwrite(jobs, boot="elsewhere")
    assert jobs.reconcile() == []
    overwrite(jobs, heartbeat_at="2024-01-01T00:00:00+00:00")
    assert jobs.reconcile() == [job]
    assert jobs.get(job).reason.startswith("no sign of life from its machine")


def test_a_heartbeat_takes_back_a_premature_interrupted(jobs: JobTable) -> None:
    job = jobs.add(["clean"], "ada")
    jobs.start(job, os.getpid())
    jobs.close(job, "interrupted", "no sign of life")
    jobs.beat(job, None)
    assert (jobs.get(job).state, jobs.get(job).reason) == ("running", None)


def test_a_job_whose_submitter_died_is_given_up(jobs: JobTable) -> None:
    job = jobs.add(["clean"], "ada")
    assert jobs.reconcile() == []
    overwrite(jobs, submitted_at="2024-01-01T00:00:00+00:00")
    assert jobs.reconcile() == [job]


@pytest.mark.parametrize("job", ["ffffffff", "../../etc", ""])
def test_an_unknown_job_is_one_clear_line(jobs: JobTable, job: str) -> None:
    with pytest.raises(VerilodeError, match="no job"):
        jobs.get(job)
