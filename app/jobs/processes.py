"""Processes of a job: telling a live one from a stranger that was given its number, and stopping them all."""

import os
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

import psutil

MARK = "VERILODE_JOB"
"""Environment variable that every process of a job carries, with the job's id."""


@lru_cache(maxsize=1)
def here() -> str:
    """Where process numbers mean what they mean to us: this boot of this machine, and this container."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        return f"{boot} {Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        return f"{socket.gethostname()} {psutil.boot_time():.0f}"


def started(pid: int) -> float | None:
    """When process `pid` started, in ticks since boot (elsewhere: seconds); None if it is gone or a zombie.

    Ticks, because a start time in wall-clock seconds moves whenever the clock is set.
    """
    try:
        if Path("/proc/self/stat").exists():
            state, *rest = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            return None if state in "ZX" else float(rest[18])  # proc(5): field 22 of the line, 3 is the state
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else process.create_time()
    except (OSError, psutil.Error):
        return None


def marked(job_id: str) -> Iterator[psutil.Process]:
    """Every process that carries the job's mark, whatever session or group it moved to."""
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if process.pid != os.getpid() and process.environ().get(MARK) == job_id:
                yield process


def stop(job_id: str, grace: float = 10.0) -> None:
    """Ask every process of the job to end, and kill those still there after `grace` seconds."""
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
