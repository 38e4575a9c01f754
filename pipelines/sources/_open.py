"""From a path to its rows: the reader is the one named like the file's extension."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pipelines.core.errors import VerilodeError
from pipelines.core.registry import Registry
from pipelines.sources._lines import opened
from pipelines.sources._types import Bad, Row

SOURCES = Registry("pipelines.sources")


def open_source(path: Path, options: Mapping[str, Any] | None = None) -> Iterator[Row | Bad]:
    """The rows and bad pieces of a file, in its order.

    Raises:
        VerilodeError: at once if the extension is unknown or the file is missing, a folder or unreadable; while
            reading if the file as a whole cannot be read (no header line, not Parquet, ...).
    """
    name = path.suffix.removeprefix(".").lower()
    if name not in SOURCES:
        known = ", ".join(f".{each}" for each in SOURCES.names())
        ending = f"no reader for {path.suffix}" if path.suffix else "the file's name has no extension"
        raise VerilodeError(f"{ending}; known: {known}", file=path)
    reader = SOURCES.build(name, options)
    with opened(path):
        return reader(path)
