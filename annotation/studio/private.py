"""Files and folders for one user's eyes, and work that only one process may do at a time."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.core.errors import VerilodeError
from pipelines.core.files import sync_folder
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
    """Like `write_atomically`, but nobody else can read the file at any moment."""
    private_folder(file.parent)
    temporary = file.parent / f".tmp-{secrets.token_hex(8)}"
    try:
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(file)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(file.parent)


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
