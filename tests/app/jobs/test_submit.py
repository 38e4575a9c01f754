"""Submitted jobs, with real processes: they outlive their submitter and end as they should."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.jobs.job import Job
from app.jobs.processes import marked
from app.jobs.submit import submit
from app.jobs.table import JobTable

PYTHON = [sys.executable, "-c"]
Until = Callable[..., None]

FAMILY = """
import subprocess, sys
subprocess.Popen(["sleep", "60"], start_new_session=True)
subprocess.run(["sleep", "60"])
"""
REPORTS = """
import time
from app.frame.reports import ProgressFile
from pipelines.core.progress import Progress
from pathlib import Path
import os
ProgressFile(Path(os.environ["VERILODE_PROGRESS"]))(Progress("dedupe", 3, 9))
time.sleep(60)
"""


@pytest.fixture
def ended(jobs: JobTable, until: Until) -> Callable[[str], Job]:
    """The job once it is over."""

    def wait(job: str) -> Job:
        until(lambda: not jobs.get(job).open)
        return jobs.get(job)

    return wait


def test_a_job_finishes_in_its_project_and_its_words_are_in_the_log(
    jobs: JobTable, ended: Callable[[str], Job], tmp_path: Path
) -> None:
    job = ended(submit(jobs, ["import os; print(os.getcwd())"], "ada", PYTHON))
    assert (job.state, job.exit_code) == ("finished", 0)
    assert job.log.read_text() == f"{tmp_path}\n"


def test_a_failed_job_gives_its_last_line_as_the_reason(jobs: JobTable, ended: Callable[[str], Job]) -> None:
    script = "import sys; print('working'); sys.exit('verilode: facts.jsonl:7: not JSON')"
    job = ended(submit(jobs, [script], "ada", PYTHON))
    assert (job.state, job.exit_code, job.reason) == ("failed", 1, "facts.jsonl:7: not JSON")


def test_a_killed_worker_is_said_to_be_killed(jobs: JobTable, ended: Callable[[str], Job]) -> None:
    job = ended(submit(jobs, ["import os; os.kill(os.getpid(), 9)"], "ada", PYTHON))
    assert (job.state, job.reason) == ("failed", "killed by SIGKILL")


def test_a_program_that_is_not_there(jobs: JobTable, ended: Callable[[str], Job]) -> None:
    job = ended(submit(jobs, [], "ada", ["/no/such/program"]))
    assert job.state == "failed"
    assert "could not start" in job.reason


def test_the_result_of_a_json_line_is_kept_apart(jobs: JobTable, ended: Callable[[str], Job]) -> None:
    script = "import sys; print('{}'); print('progress', file=sys.stderr)"
    job = ended(submit(jobs, [script, "--json"], "ada", PYTHON))
    assert (job.log.parent / "result.json").read_text() == "{}\n"
    assert job.log.read_text() == "progress\n"


def test_progress_shows_in_the_row(jobs: JobTable, until: Until) -> None:
    job = submit(jobs, [REPORTS], "ada", PYTHON)
    until(lambda: jobs.get(job).progress == {"label": "dedupe", "done": 3, "total": 9})
    assert os.getsid(jobs.get(job).pid) == jobs.get(job).pid  # no terminal's Ctrl-C or hang-up reaches it
    jobs.cancel(job)
    until(lambda: jobs.get(job).state == "cancelled")


def test_cancel_ends_the_whole_tree_within_two_seconds(jobs: JobTable, until: Until) -> None:
    job = submit(jobs, [FAMILY], "ada", PYTHON)
    until(lambda: len(list(marked(job))) == 3)
    asked = time.monotonic()
    jobs.cancel(job)
    until(lambda: not list(marked(job)))
    assert time.monotonic() - asked < 2
    until(lambda: jobs.get(job).state == "cancelled")


def test_kill_9_of_the_supervisor_interrupts_and_leaves_nothing_running(jobs: JobTable, until: Until) -> None:
    job = submit(jobs, [FAMILY], "ada", PYTHON)
    until(lambda: len(list(marked(job))) == 3)
    os.kill(jobs.get(job).pid, signal.SIGKILL)
    until(lambda: jobs.all()[0].state == "interrupted")
    assert list(marked(job)) == []


def test_a_supervisor_told_to_stop_takes_its_worker_along(jobs: JobTable, until: Until) -> None:
    job = submit(jobs, [FAMILY], "ada", PYTHON)
    until(lambda: len(list(marked(job))) == 3)
    os.kill(jobs.get(job).pid, signal.SIGTERM)
    until(lambda: jobs.get(job).state == "interrupted")
    assert list(marked(job)) == []


def test_a_job_outlives_the_kill_9_of_its_submitter(
    jobs: JobTable, ended: Callable[[str], Job], tmp_path: Path
) -> None:
    script = f"""
import os, sys
from pathlib import Path
from app.jobs.submit import submit
from app.jobs.table import JobTable
jobs = JobTable({jobs.url!r}, Path({str(jobs.folder)!r}))
submit(jobs, ["import time; time.sleep(1); print('done')"], "ada", {PYTHON!r})
os.kill(os.getpid(), 9)
"""
    assert subprocess.run([*PYTHON, script]).returncode == -signal.SIGKILL
    assert ended(jobs.all()[0].id).log.read_text() == "done\n"


def test_our_own_command_line_ignores_python_files_of_the_project(
    jobs: JobTable, ended: Callable[[str], Job], tmp_path: Path
) -> None:
    (tmp_path / "typer.py").write_text("raise SystemExit('a project is data, not code')")
    job = ended(submit(jobs, ["--version"], "ada"))
    assert (job.state, job.log.read_text()[:8]) == ("finished", "verilode")
