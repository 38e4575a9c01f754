"""Compressed streams unpacked piece by piece: bombs are refused while they unfold, damage ends the stream.

Neither library's own file object does both: they hold what a read asks for before it can be counted, or lose what
stood before the damage.
"""

import io
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from pipelines.core.errors import VerilodeError
from pipelines.sources._types import MEBIBYTE

PACKED = (".gz", ".zst")
"""Endings of packed files, which stand behind the ending of the format."""

MOST_BYTES = 64 * 1024 * MEBIBYTE
MOST_EXPANSION = 200
"""How many times its packed size a stream above 64 MiB may unpack to; text seldom exceeds 20."""
_ALWAYS_ALLOWED = 64 * MEBIBYTE

_PIECE = 256 * 1024
_ZSTD_PIECE = 512  # a Zstandard block of 4 bytes can become 128 KiB, and its decoder has no limit on its output
_ZSTD_WINDOW = 128 * MEBIBYTE

Unpacker = Callable[[BinaryIO], Iterator[bytes]]


class Damage(Exception):
    """The packed bytes end or go wrong here; all before stands."""


class Unpacked(io.RawIOBase):
    """What a packed file holds. Damage ends it like the end of the file, and is then found in `damage`."""

    def __init__(self, packed: BinaryIO, unpack: Unpacker, path: Path) -> None:
        self.damage = ""
        self._packed, self._path = packed, path
        self._pieces = unpack(packed)
        self._left = memoryview(b"")
        self._total = 0

    def readable(self) -> bool:
        """A stream for reading."""
        return True

    def readinto(self, room: memoryview) -> int:
        """Fill `room` with what comes next; 0 at the end."""
        while not self._left:
            piece = self._next()
            if piece is None:
                return 0
            self._left = memoryview(piece)
        size = min(len(room), len(self._left))
        room[:size], self._left = self._left[:size], self._left[size:]
        return size

    def _next(self) -> bytes | None:
        try:
            piece = next(self._pieces, None)
        except Damage as damage:
            self.damage, self._pieces = f"the file was cut or damaged: {damage}", iter(())
            return None
        self._total += len(piece or b"")
        if self._total > max(_ALWAYS_ALLOWED, min(MOST_BYTES, self._packed.tell() * MOST_EXPANSION)):
            said = f"{self._packed.tell():,} packed bytes unfold to more than {self._total:,}"
            raise VerilodeError(f"{said}; if that is right, unpack the file first", file=self._path)
        return piece


def unpacker(path: Path) -> Unpacker:
    """How this file is unpacked, by its ending."""
    return {".gz": _gzip, ".zst": _zstd}[path.suffix.lower()]


def _gzip(packed: BinaryIO) -> Iterator[bytes]:
    """Members one after another (RFC 1952, section 2.2), zeros behind them left out."""
    data = packed.read(_PIECE)
    while data:
        member = zlib.decompressobj(wbits=31)
        while not member.eof:
            if not data:
                raise Damage("it ends inside its compressed data")
            before = member.copy()
            try:
                piece = member.decompress(data, _PIECE)
            except zlib.error as error:
                yield from _up_to_damage(before, data)
                raise Damage(str(error)) from None
            data = member.unconsumed_tail or member.unused_data
            if not data and not member.eof:
                data = packed.read(_PIECE)
            yield piece
        data = (member.unused_data or packed.read(_PIECE)).lstrip(b"\0")
        while not data and (more := packed.read(_PIECE)):
            data = more.lstrip(b"\0")


def _up_to_damage(member: "zlib._Decompress", data: bytes) -> Iterator[bytes]:
    """What still comes out before the decoder fails, in steps that become as small as a byte."""
    for step in (4096, 1):
        while data:
            trial = member.copy()
            try:
                piece = trial.decompress(data, step)
            except zlib.error:
                break
            if not piece:
                return
            yield piece
            member, data = trial, trial.unconsumed_tail


def _zstd(packed: BinaryIO) -> Iterator[bytes]:
    """Frames one after another (RFC 8878, section 3)."""
    import zstandard

    decoder = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
    data = packed.read(_ZSTD_PIECE)
    while data:
        frame = decoder.decompressobj()
        while not frame.eof:
            if not data:
                raise Damage("it ends inside its compressed data")
            try:
                piece = frame.decompress(data)
            except zstandard.ZstdError as error:
                raise Damage(str(error).removeprefix("zstd decompressor error: ")) from None
            data = frame.unused_data if frame.eof else packed.read(_ZSTD_PIECE)
            yield piece
        data = data or packed.read(_ZSTD_PIECE)
