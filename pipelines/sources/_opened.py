"""A file opened for reading: as it is, or as the text inside a .gz or .zst file."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from pipelines.core.errors import VerilodeError
from pipelines.sources._packed import PACKED, Unpacked, unpacker

_BUFFER = 256 * 1024


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The file's bytes, seekable; whatever the system refuses, now or later, is one clear line."""
    if "\0" in str(path):
        raise VerilodeError("a file's name cannot hold a NUL character")
    try:
        if path.exists() and not path.is_file():
            raise VerilodeError("not a file", file=path)
        with path.open("rb", buffering=_BUFFER) as file:
            yield file
    except FileNotFoundError:
        raise VerilodeError("no such file", file=path) from None
    except OSError as refusal:
        raise VerilodeError(f"cannot be read: {refusal.strerror or refusal}", file=path) from None


@contextmanager
def opened_text(path: Path) -> Iterator[BinaryIO]:
    """The bytes of a text format; those of a packed file are unpacked while they are read, not seekable."""
    with opened(path) as file:
        if path.suffix.lower() not in PACKED:
            yield file
            return
        with io.BufferedReader(Unpacked(file, unpacker(path), path), _BUFFER) as text:
            yield text


@contextmanager
def opened_binary(path: Path) -> Iterator[BinaryIO]:
    """The bytes of a format that needs all of its file at hand, and is packed in itself."""
    if path.suffix.lower() in PACKED:
        inner = Path(path.stem).suffix
        raise VerilodeError(f"{inner} inside {path.suffix} is not read; unpack it first", file=path)
    with opened(path) as file:
        yield file


def damage_of(file: BinaryIO) -> str:
    """Why a packed file ended before its end, once all there is was read; else nothing."""
    return getattr(getattr(file, "raw", None), "damage", "")


def plain_name(path: Path) -> str:
    """The file's name without the ending that says how it is packed."""
    return path.stem if path.suffix.lower() in PACKED else path.name
