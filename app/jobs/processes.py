"""Processes of a job: finding them by their mark, and stopping them all."""

import os
import time
from collections.abc import Iterator
from contextlib import suppress

import psutil

from pipelines.core.processes import started

MARK = "VERILODE_JOB"
"""Environment variable that every process of a job carries, with the job's id."""


def marked(job_id: str) -> Iterator[psutil.Process]:
    """Every process that carries the job's mark, whatever session or group it moved to."""
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if process.pid != os.getpid() and process.environ().get(MARK) == job_id:
                yield process


def stop(job_id: str, grace: float = 120.0) -> None:
    """Ask every process of the job to end, and kill those still there after `grace` seconds.

    The time is for a trainer, which finishes its step and saves.
    """
    asked = list(marked(job_id))
    for process in asked:
        with suppress(psutil.NoSuchProcess):
            process.terminate()
    end = time.monotonic() + grace
    while any(_lives(process) for process in asked) and time.monotonic() < end:
        time.sleep(0.02)
    for process in marked(job_id):  # the stubborn, and any born meanwhile
        with suppress(psutil.NoSuchProcess):
            process.kill()


def _lives(process: psutil.Process) -> bool:
    """Zombies do not: where nobody reaps orphans, as in many containers, they stay for good."""
    return started(process.pid) is not None and process.is_running()
