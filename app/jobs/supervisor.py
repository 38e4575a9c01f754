"""The process beside each submitted job: starts it, sees it live, stops it on request, writes its last word."""

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

from app.jobs.job import Job
from app.jobs.processes import MARK, stop
from app.jobs.table import JobTable
from pipelines.core.errors import VerilodeError

LOOK = 0.25
"""Seconds between two looks for a wish to cancel; every fourth one is a heartbeat."""


def supervise(jobs: JobTable, job_id: str, program: list[str]) -> None:
    """Run one queued job to its end."""
    if not jobs.start(job_id, os.getpid()):
        return
    job = jobs.get(job_id)
    try:
        worker = _worker(job, program, cwd=jobs.folder.parent)
        cancelled = _attend(jobs, job, worker)
    except OSError as error:
        jobs.close(job_id, "failed", f"could not start: {error}")
        return
    except KeyboardInterrupt:
        stop(job_id)
        jobs.close(job_id, "interrupted", "its supervisor was told to stop, as at a shutdown")
        return
    if cancelled:
        stop(job_id)
        jobs.close(job_id, "cancelled", "cancelled on request")
    elif worker.returncode == 0:
        jobs.close(job_id, "finished", exit_code=0)
    else:
        jobs.close(job_id, "failed", _reason(job.log, worker.returncode), worker.returncode)


def _worker(job: Job, program: list[str], cwd: Path) -> subprocess.Popen[bytes]:
    """The command in a process group of its own; with --json its stdout is kept as result.json."""
    folder = job.log.parent
    ours = {MARK: job.id, "VERILODE_PROGRESS": str(folder / "progress.json"), "VERILODE_ACTOR": job.actor}
    output = folder / "result.json" if "--json" in job.argv else job.log
    with job.log.open("ab") as log, output.open("ab") as stdout:
        return subprocess.Popen(
            [*program, *job.argv],
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=log,
            process_group=0,
            cwd=cwd,
            env=os.environ | ours,
        )


def _attend(jobs: JobTable, job: Job, worker: subprocess.Popen[bytes]) -> bool:
    """Stay until the worker ends (False) or somebody wants it cancelled (True)."""
    for look in count():
        with suppress(VerilodeError):  # a busy or absent database must not cost a running job
            if look % 4 == 0:
                jobs.beat(job.id, _progress(job.log.parent / "progress.json"))
            if jobs.cancel_requested(job.id):
                return True
        with suppress(subprocess.TimeoutExpired):
            worker.wait(LOOK)
            break
    with suppress(VerilodeError):
        jobs.beat(job.id, _progress(job.log.parent / "progress.json"))
    return False


def _progress(file: Path) -> dict[str, Any] | None:
    try:
        return json.loads(file.read_bytes())
    except (OSError, ValueError):
        return None


def _reason(log: Path, code: int) -> str:
    """The last line of the log, where our command line says why; or the signal that ended it."""
    if code < 0:
        return f"killed by {signal.Signals(-code).name}"
    lines = log.read_text(errors="replace")[-2000:].split("\n")
    last = next((line for line in reversed(lines) if line.strip()), f"exit code {code}")
    return last.removeprefix("verilode: ")


def main() -> None:
    """Read the order from stdin and carry it out."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    order = json.load(sys.stdin)
    supervise(JobTable(order["url"], Path(order["folder"])), order["job"], order["program"])


if __name__ == "__main__":
    main()
