"""Which process wrote a status: its number alone is given to strangers later, its start and place are not."""

import socket
from functools import lru_cache
from pathlib import Path

import psutil


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
