"""What starting Ray on this machine needs: a folder, cores, and nobody else who can reach it."""

import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOOPBACK = "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"
"""Despite its name, 0 means on every system that Ray's servers listen on 127.0.0.1 only. Read when Ray is imported."""
LONGEST_FOLDER = 20
"""The path of a socket may have 103 characters, of which ours and Ray's folders take 82."""
ANSWERS_WITHIN = 10
"""Seconds for the machine of an address."""


@contextmanager
def temporary_folder() -> Iterator[str]:
    """A folder for Ray's sockets, logs and what its store spills; gone after the block."""
    usual, short = Path(tempfile.gettempdir()), Path(os.sep, "tmp")
    parent = short if len(str(usual)) > LONGEST_FOLDER and short.is_dir() else usual
    folder = tempfile.mkdtemp(prefix="verilode-", dir=parent)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def allowed_cores() -> int:
    """Cores this process may use; containers and schedulers often allow fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def answering(address: str) -> None:
    """Ask whether anybody listens at HOST:PORT, for Ray itself tries for minutes; other addresses are not asked.

    Raises:
        OSError: when nobody does.
    """
    host, colon, port = address.removeprefix("ray://").rpartition(":")
    if colon and port.isdigit():
        socket.create_connection((host.strip("[]"), int(port)), timeout=ANSWERS_WITHIN).close()
