"""One file that holds everything people entered into the managed Label Studio, and the way back.

The database is copied by SQLite's own backup, which gives the state of one moment even while people work. Uploaded
files are added as they are (Label Studio writes each once). Exports and logs are left out.
"""

import hashlib
import json
import os
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from annotation.studio.environment import VERSION
from annotation.studio.private import alone, private_folder
from annotation.studio.state import Account, Home, Serving, read
from pipelines.core.errors import VerilodeError
from pipelines.core.files import sync_folder
from pipelines.core.progress import progress

_MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Backup:
    """A file to keep in a safe place: it opens the server and holds what people entered."""

    file: Path
    bytes: int
    version: str


@dataclass(frozen=True, slots=True)
class Restored:
    """What is in place now, and where the data went that were there before."""

    version: str
    created_at: str
    set_aside: Path | None


def release_number(version: str) -> tuple[int, ...]:
    """`1.23.2` as (1, 23, 2), which sorts as releases do."""
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def backup(home: Home, out: Path | None = None) -> Backup:
    """Write a backup; the server may run.

    Args:
        home: Where the server lives.
        out: The new file; by default one named after version and moment in the home's `backups`.

    Raises:
        VerilodeError: no data, the file exists, or it cannot be written.
    """
    account = read(Account, home.account)
    if account is None or not home.database.exists():
        raise VerilodeError("there is nothing to back up yet", file=home.data)
    moment = datetime.now(UTC)
    file = out or private_folder(home.backups) / f"label-studio-{account.version}-{moment:%Y%m%dT%H%M%SZ}.tar.gz"
    with tempfile.TemporaryDirectory(dir=home.root, prefix=".tmp-") as work:
        copy = Path(work) / home.database.name
        _copy_database(home.database, copy)
        parts = {home.database.name: copy, **dict(_other_parts(home))}
        manifest = {"version": account.version, "created_at": moment.isoformat(), "files": _digests(parts)}
        (Path(work) / _MANIFEST).write_text(json.dumps(manifest), "utf-8")
        _pack(file, {_MANIFEST: Path(work) / _MANIFEST, **parts})
    return Backup(file, file.stat().st_size, account.version)


def restore(home: Home, file: Path) -> Restored:
    """Put a backup in the place of the managed server's data; what was there is set aside, not removed.

    Raises:
        VerilodeError: the server runs, or the file is damaged, no backup, or from a newer version.
    """
    private_folder(home.root)
    with alone(home.root / ".lock", "it starts or stops Label Studio"):
        serving = read(Serving, home.serving)
        if serving is not None and serving.lives:
            raise VerilodeError("Label Studio runs; stop it first: verilode labelstudio down")
        with tempfile.TemporaryDirectory(dir=home.root, prefix=".tmp-") as work:
            fresh = private_folder(Path(work) / "data")
            manifest = _unpack(file, fresh)
            aside = None
            if home.data.exists():
                aside = home.data.with_name(f"data.before-{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}")
                home.data.rename(aside)
            fresh.rename(home.data)
            sync_folder(home.root)
    return Restored(manifest["version"], manifest["created_at"], aside)


def _copy_database(source: Path, target: Path) -> None:
    def tell(_status: int, remaining: int, total: int) -> None:
        progress("copying the database", total - remaining, total)

    try:
        with (
            closing(sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True, timeout=30)) as live,
            closing(sqlite3.connect(target)) as copy,
        ):
            live.backup(copy, pages=4096, progress=tell)
            (verdict,) = copy.execute("PRAGMA quick_check").fetchone()
    except sqlite3.Error as damage:
        raise VerilodeError(f"cannot be copied: {damage}", file=source) from None
    if verdict != "ok":
        raise VerilodeError(f"is damaged: {verdict}", file=source)


def _other_parts(home: Home) -> Iterator[tuple[str, Path]]:
    yield home.account.name, home.account
    media = home.data / "media"
    for path in sorted(media.rglob("*")):
        if path.is_file() and not path.is_symlink() and path.relative_to(media).parts[0] != "export":
            yield path.relative_to(home.data).as_posix(), path


def _digests(parts: Mapping[str, Path]) -> dict[str, str]:
    return {name: _digest(path) for name, path in parts.items()}


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _pack(file: Path, parts: Mapping[str, Path]) -> None:
    """All or nothing, and never over another file."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as refusal:
        raise VerilodeError(f"cannot be written: {refusal.strerror}", file=file) from None
    try:
        with os.fdopen(descriptor, "wb") as out:
            with tarfile.open(fileobj=out, mode="w:gz", compresslevel=6) as archive:
                for done, (name, path) in enumerate(parts.items()):
                    progress("writing the backup", done, len(parts))
                    archive.add(path, name, recursive=False)
            out.flush()
            os.fsync(out.fileno())
    except BaseException:
        file.unlink(missing_ok=True)
        raise


def _unpack(file: Path, folder: Path) -> dict[str, Any]:
    """Write the files the manifest names, each under its digest, and nothing else."""
    try:
        with tarfile.open(file, "r:gz") as archive:
            manifest = json.loads(_member(archive, _MANIFEST))
            if release_number(manifest["version"]) > release_number(VERSION):
                raise VerilodeError(f"is from Label Studio {manifest['version']}, newer than {VERSION}", file=file)
            for name, digest in manifest["files"].items():
                _write(folder, name, _member(archive, name), digest)
        return {"version": str(manifest["version"]), "created_at": str(manifest["created_at"])}
    except OSError as refusal:
        reason = refusal.strerror or "no backup of ours"
        raise VerilodeError(f"cannot be read: {reason}", file=file) from None
    except (tarfile.TarError, EOFError, ValueError, KeyError, TypeError, AttributeError) as damage:
        raise VerilodeError(f"is no whole backup of ours ({damage})", file=file) from None


def _member(archive: tarfile.TarFile, name: str) -> bytes:
    stream = archive.extractfile(name)
    if stream is None:
        raise ValueError(f"{name} is no file")
    with stream:
        return stream.read()


def _write(folder: Path, name: str, content: bytes, digest: str) -> None:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        raise ValueError(f"{name} leads elsewhere")
    if hashlib.sha256(content).hexdigest() != digest:
        raise ValueError(f"{name} has changed")
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
