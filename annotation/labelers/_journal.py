"""An append-only file of JSON lines: a process that is killed at any point leaves every line it had finished."""

import io
import json
import os
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from pipelines.core.errors import VerilodeError
from pipelines.core.files import sync_folder

_FLUSH_EVERY = 1.0
"""Seconds: so much may be lost when the power goes; a killed process loses nothing."""


class Journal:
    """Entries in the order they were written; without a file, in memory. The file is made with the first entry.

    A last line that was cut is passed over, and taken off before anything is written behind it.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._stream: BinaryIO | None = None if file else io.BytesIO()
        self._flushed = 0.0

    def entries(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Every whole entry with its place; what is no entry is passed over."""
        if self._file is None or not self._file.exists():
            return
        try:
            with self._file.open("rb") as lines:
                place = 0
                for line in lines:
                    if line.endswith(b"\n") and (entry := _entry(line)) is not None:
                        yield place, entry
                    place += len(line)
        except OSError as refusal:
            raise VerilodeError(f"cannot be read: {refusal.strerror}", file=self._file) from None

    def append(self, entry: Mapping[str, Any]) -> int:
        """Write one entry at once; returns its place.

        Raises:
            VerilodeError: when the disk takes no more.
        """
        stream = self._stream or self._open()
        line = json.dumps(entry, separators=(",", ":")).encode() + b"\n"
        try:
            place = stream.seek(0, io.SEEK_END)
            stream.write(line)
            self._flush(stream)
        except OSError as refusal:
            raise VerilodeError(f"cannot be written: {refusal.strerror}", file=self._file) from None
        return place

    def at(self, place: int) -> dict[str, Any]:
        """The entry at a place."""
        stream = self._stream or self._open()
        stream.seek(place)
        return json.loads(stream.readline())

    def close(self) -> None:
        """Put everything on the disk."""
        if self._file is not None and self._stream is not None:
            os.fsync(self._stream.fileno())
            self._stream.close()
            self._stream = None

    def _open(self) -> BinaryIO:
        file = self._file
        if file is None:
            raise AssertionError("a journal in memory is always open")
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
            stream = open(descriptor, "r+b", buffering=0)  # noqa: PTH123, SIM115 - from a descriptor, for its mode
            stream.truncate(_whole(stream))
            sync_folder(file.parent)
        except OSError as refusal:
            raise VerilodeError(f"cannot be opened: {refusal.strerror}", file=file) from None
        self._stream = stream
        return stream

    def _flush(self, stream: BinaryIO) -> None:
        now = time.monotonic()
        if self._file is not None and now - self._flushed > _FLUSH_EVERY:
            os.fsync(stream.fileno())
            self._flushed = now


def _entry(line: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _whole(stream: BinaryIO) -> int:
    """Bytes up to and with the last line break."""
    end = stream.seek(0, io.SEEK_END)
    while end:
        start = max(0, end - 65536)
        stream.seek(start)
        found = stream.read(end - start).rfind(b"\n")
        if found >= 0:
            return start + found + 1
        end = start
    return 0
