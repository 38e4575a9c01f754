"""Whether the process that wrote a status still lives: a killed one has no time to say that it ended."""

import os
import socket
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import psutil

_SLACK = 5.0
"""Seconds by which a start time may move when the clock is set."""


@lru_cache(maxsize=1)
def here() -> str:
    """Where process numbers mean what they mean to us: this boot of this machine, and this container."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        return f"{boot} {Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        return f"{socket.gethostname()} {psutil.boot_time():.0f}"


def traces() -> dict[str, Any]:
    """What a status needs so that `lives` can answer later: number, start and place of this process."""
    return {"pid": os.getpid(), "pid_started": psutil.Process().create_time(), "boot": here()}


def lives(status: Mapping[str, Any]) -> bool:
    """Whether the process with these traces is still running; without traces it is not."""
    if not status.get("pid") or status.get("boot") != here():
        return False
    try:
        process = psutil.Process(status["pid"])
        same = abs(process.create_time() - status["pid_started"]) < _SLACK
        return same and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False
