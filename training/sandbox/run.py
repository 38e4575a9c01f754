"""Starting a program in the sandbox, watching it, and ending it."""

import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from pipelines.core.errors import VerilodeError
from training.sandbox import jail
from training.sandbox.limits import Limits

_PIECE = 65_536
_LONGEST = 100_000
"""Bytes of a program; the system allows 128 KiB for one argument."""
_GRACE = 5.0
"""Seconds the kernel gets to end what was killed."""

Ending = Literal["ended", "out of time", "too much output"]


@dataclass(frozen=True, slots=True)
class Ran:
    """How a program ended: `code` is its exit code, 128 + n after signal n; its output is cut, not decoded."""

    ending: Ending
    code: int
    output: bytes
    errors: bytes
    seconds: float


def run_python(program: str, given: bytes = b"", limits: Limits | None = None) -> Ran:
    """Run a Python program (standard library only) in the sandbox.

    Args:
        program: Its text, at most about 100 KB.
        given: Its standard input.
        limits: What it may use.

    Raises:
        VerilodeError: when this machine cannot isolate it; nothing was run then.
    """
    bounds = limits or Limits()
    if bounds.isolation == "namespaces" and sys.platform != "linux":
        raise VerilodeError(_cannot(f"{sys.platform} has no namespaces", bounds.isolation))
    if len(program.encode()) > _LONGEST:
        raise VerilodeError(f"a program for the sandbox may have {_LONGEST:,} bytes, not {len(program.encode()):,}")
    with tempfile.TemporaryDirectory(prefix="verilode-sandbox-", ignore_cleanup_errors=True) as folder:
        ran, refused = _watched(_spec(program, bounds, folder), given, bounds)
    if refused:
        raise VerilodeError(_cannot(refused, bounds.isolation))
    return ran


def _cannot(why: str, isolation: str) -> str:
    told = f"this machine cannot isolate code: {why}"
    if isolation == "limits":
        return told
    return f"{told}; run it where namespaces are allowed, or set isolation to 'limits' for code you would run yourself"


def _spec(program: str, limits: Limits, folder: str) -> str:
    python = os.path.realpath(getattr(sys, "_base_executable", sys.executable))
    spec = {"program": program, "isolation": limits.isolation, "folder": folder, "python": python}
    return json.dumps(spec | {"prefix": os.path.realpath(sys.base_prefix), "limits": asdict(limits)})


def _watched(spec: str, given: bytes, limits: Limits) -> tuple[Ran, str]:
    """Feed and read the process until it ends or goes too far, then end all of it; and why nothing was run, if so."""
    told, tell = os.pipe()
    command = [sys.executable, "-I", "-S", "-B", str(Path(jail.__file__).resolve()), spec, str(tell)]
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    start = time.monotonic()
    read: dict[str, bytearray] = {"output": bytearray(), "errors": bytearray()}
    with os.fdopen(told, "rb") as reasons:
        try:
            process = subprocess.Popen(command, **pipes, env={}, start_new_session=True, bufsize=0, pass_fds=[tell])
        finally:
            os.close(tell)
        try:
            ending = _exchange(process, given, read, start + limits.seconds, limits.output_bytes)
        finally:
            code = _end(process)
        refused = reasons.read().decode("utf-8", "replace")
    output, errors = (bytes(some[: limits.output_bytes]) for some in read.values())
    return Ran(ending, code, output, errors, time.monotonic() - start), refused


def _end(process: subprocess.Popen[bytes]) -> int:
    """Kill whatever is left, and say how it ended; the first process inside dies with the one that is killed here."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    code = process.wait(_GRACE)
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe:
            pipe.close()
    return code if code >= 0 else 128 - code


def _exchange(
    process: subprocess.Popen[bytes], given: bytes, read: dict[str, bytearray], deadline: float, most: int
) -> Ending:
    """Write and read until both outputs are closed and the process has ended, or a limit is met."""
    waiting, open_outputs = memoryview(given), len(read)
    with selectors.DefaultSelector() as pipes:
        pipes.register(process.stdout, selectors.EVENT_READ, read["output"])
        pipes.register(process.stderr, selectors.EVENT_READ, read["errors"])
        pipes.register(process.stdin, selectors.EVENT_WRITE)
        os.set_blocking(process.stdin.fileno(), False)
        while open_outputs:
            ready = pipes.select(max(0.0, deadline - time.monotonic()))
            if not ready or time.monotonic() > deadline:
                return "out of time"
            for key, _ in ready:
                if key.data is None:
                    waiting = _fed(key.fd, waiting)
                    done = not waiting
                else:
                    piece = os.read(key.fd, _PIECE)
                    key.data.extend(piece)
                    done = not piece
                    open_outputs -= done
                if done:
                    pipes.unregister(key.fileobj)
                    key.fileobj.close()
            if sum(map(len, read.values())) > most:
                return "too much output"
    with suppress(subprocess.TimeoutExpired):
        process.wait(max(0.0, deadline - time.monotonic()))
        return "ended"
    return "out of time"


def _fed(pipe: int, waiting: memoryview) -> memoryview:
    """Hand over what fits; a program that reads no further gets no more."""
    try:
        return waiting[os.write(pipe, waiting[:_PIECE]) :] if waiting else waiting
    except BrokenPipeError:
        return waiting[:0]
