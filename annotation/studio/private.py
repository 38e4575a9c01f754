"""Files and folders for one user's eyes, and work that only one process may do at a time."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.core.errors import VerilodeError
from pipelines.core.files import write_atomically
from pipelines.core.progress import progress


def private_folder(folder: Path) -> Path:
    """The folder, made if needed, closed to everybody else."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
    except OSError as refusal:
        raise VerilodeError(f"cannot be made: {refusal.strerror}", file=folder) from None
    return folder


def write_privately(file: Path, content: bytes) -> None:
    """Write a file, in a folder of its own, that nobody else can read at any moment."""
    private_folder(file.parent)
    write_atomically(file, content, private=True)


@contextmanager
def alone(file: Path, waiting_for: str) -> Iterator[None]:
    """Hold the lock `file`; whoever comes second waits. The system frees it when the holder dies."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress(f"waiting for another process: {waiting_for}", 0)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
