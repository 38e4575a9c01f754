"""Writing files so that a reader sees the old or the new one, never a half."""

import errno
import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def write_atomically(path: Path, content: bytes, *, private: bool = False) -> None:
    """Write beside `path`, flush to disk, rename over it; a crash at any point leaves the old file.

    A `private` one can be read by its owner only, from the first byte on.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = _beside(path)
    try:
        mode = 0o600 if private else 0o666  # less what the process withholds from everybody
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


@contextmanager
def folder_atomically(path: Path) -> Iterator[Path]:
    """A temporary folder that becomes `path` when the block ends well and disappears when it does not.

    Everything inside is flushed to disk before the rename.

    Raises:
        FileExistsError: when there is anything at `path`, before the block runs or after it.
    """
    _refuse_existing(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = _beside(path)
    temporary.mkdir()
    try:
        yield temporary
        sync_tree(temporary)
        _refuse_existing(path)  # the system itself would put the folder in place of an empty one
        temporary.rename(path)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise
    sync_folder(path.parent)


def _beside(path: Path) -> Path:
    """A new name in the same folder; made by hand, for `tempfile` closes what it makes to everybody else."""
    return path.parent / f".tmp-{secrets.token_hex(8)}"


def _refuse_existing(path: Path) -> None:
    if os.path.lexists(path):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))


def sync_tree(folder: Path) -> None:
    """Flush every file and folder below `folder` to disk."""
    for directory, _, names in os.walk(folder):
        for name in names:
            _sync(Path(directory) / name)
        sync_folder(Path(directory))


def sync_folder(folder: Path) -> None:
    """Flush a folder's own entries, so that a rename in it survives a power cut."""
    _sync(folder)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def content_stamp(path: Path) -> str:
    """A digest of a file's content, or of a folder's files with their names; empty where nothing can be read."""
    if path.is_dir():
        parts = (
            f"{piece.relative_to(path)} {content_stamp(piece)}" for piece in sorted(path.rglob("*")) if piece.is_file()
        )
        return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogateescape")).hexdigest()
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""
