"""A child process with a limit on time and on memory, which ends with all its children."""

import os
import re
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import psutil

ROOT = Path(__file__).resolve().parent.parent
PAUSE = 0.2


class Ended(NamedTuple):
    """How a child ended: what it wrote, and why it failed (None when it did not)."""

    output: str
    reason: str | None


def run(command: Sequence[str], *, seconds: float, memory: int) -> Ended:
    """Run a command in the repository's root; beyond `seconds` or `memory` bytes, it and its children are killed."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        child = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=out, stderr=err, start_new_session=True, text=True
        )
        try:
            reason = _watched(child, seconds, memory)
        finally:
            _kill(child)
        out.seek(0), err.seek(0)
        if reason is None and child.returncode:
            reason = f"failed: {last_line(err.read()) or f'exit {child.returncode}'}"
        return Ended(out.read(), reason)


def _watched(child: subprocess.Popen[str], seconds: float, memory: int) -> str | None:
    until = time.monotonic() + seconds
    while True:
        with suppress(subprocess.TimeoutExpired):
            child.wait(PAUSE)
            return None
        if time.monotonic() > until:
            return f"did not finish in {seconds:g} s"
        if _tree_bytes(child.pid) > memory:
            return f"needed more than {memory / 1e9:.2g} GB"


def _tree_bytes(pid: int) -> int:
    try:
        top = psutil.Process(pid)
        return sum(_bytes(one) for one in [top, *top.children(recursive=True)])
    except psutil.Error:
        return 0


def _bytes(process: psutil.Process) -> int:
    """Resident memory without pages of files and of other processes."""
    try:
        used = process.memory_info()
        return used.rss - getattr(used, "shared", 0)
    except psutil.Error:
        return 0


def _kill(child: subprocess.Popen[str]) -> None:
    """End everything in the child's session, also what it left behind."""
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def last_line(text: str) -> str:
    """The last line that says something, without the folders of this machine."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return re.sub(r"(?<!\w)/(?:[\w.+-]+/)+", "", lines[-1])[:200] if lines else ""
