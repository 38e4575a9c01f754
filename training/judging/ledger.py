"""Verdicts that were paid for: one line of JSON each, on disk before anything is made of it."""

import json
import os
import threading
from pathlib import Path
from typing import BinaryIO

from pipelines.core.errors import VerilodeError


class Ledger:
    """Verdicts by question; without a file they are kept as long as the process lives.

    A verdict may be None: a reply came and was paid for, but held none.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._lock = threading.Lock()
        self._kept: dict[str, str | None] = {}
        self._out: BinaryIO | None = None
        if file is not None:
            self._open(file)

    def _open(self, file: Path) -> None:
        """Read what is there; a last line that a crash cut off is left alone, and the next one begins behind it."""
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            old = file.read_bytes() if file.exists() else b""
            self._out = file.open("ab")
            if old and not old.endswith(b"\n"):
                self._out.write(b"\n")
        except OSError as broken:
            raise VerilodeError(f"cannot be opened: {broken.strerror}", file=file) from None
        for line in old.split(b"\n"):
            try:
                entry = json.loads(line)
                self._kept[entry["key"]] = entry["verdict"]
            except (ValueError, KeyError, TypeError):
                continue

    def __contains__(self, key: str) -> bool:
        return key in self._kept

    def __getitem__(self, key: str) -> str | None:
        return self._kept[key]

    def keep(self, key: str, verdict: str | None, model: str) -> None:
        """Remember a verdict; it is on disk when this returns."""
        line = json.dumps({"key": key, "verdict": verdict, "model": model}).encode() + b"\n"
        with self._lock:
            self._kept[key] = verdict
            if self._out is not None:
                self._out.write(line)
                self._out.flush()
                os.fsync(self._out.fileno())

    def close(self) -> None:
        """Let go of the file."""
        if self._out is not None:
            self._out.close()
            self._out = None
