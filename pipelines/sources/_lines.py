"""Physical lines of a file as bytes, split on the newline byte alone and never held beyond a limit."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple

from pipelines.core.errors import VerilodeError
from pipelines.sources._types import RAW_KEPT, Bad

BOM = b"\xef\xbb\xbf"


class Line(NamedTuple):
    """One physical line: number from 1, offset of its first byte, its bytes without the newline byte.

    `size` counts all of its bytes; an over-long line has only its first `RAW_KEPT` in `raw`.
    """

    number: int
    offset: int
    raw: bytes
    size: int

    @property
    def cut(self) -> bool:
        """Whether the line was over-long, so that `raw` is only its beginning."""
        return self.size > len(self.raw)

    def too_long(self, limit: int) -> Bad:
        """The quarantine entry of an over-long line."""
        detail = f"{self.size} bytes, the limit is {limit}; the first {len(self.raw)} are kept here"
        return Bad(self.number, self.offset, "too_long", detail, self.raw)


class Lines:
    """Iterates over the lines of a seekable file; a byte order mark at its start belongs to no line."""

    def __init__(self, file: BinaryIO, max_bytes: int) -> None:
        self._file = file
        self._max = max_bytes
        self._number = 0
        self._offset = len(BOM) if file.read(len(BOM)) == BOM else 0
        file.seek(self._offset)

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> Line:
        got = self._file.readline(self._max + len(b"\r\n"))
        if not got:
            raise StopIteration
        raw, size, ended = got, len(got), got.endswith(b"\n")
        if ended:
            raw = got[:-1]
        elif size == self._max + len(b"\r\n"):
            size += self._skip_rest()
            ended = False
        self._number += 1
        line = self._line(raw, size - ended)
        self._offset += size
        return line

    def go_back_to(self, line: Line) -> None:
        """Make `line` the next one again."""
        self._file.seek(line.offset)
        self._number, self._offset = line.number - 1, line.offset

    def _line(self, raw: bytes, size: int) -> Line:
        over_long = size - raw.endswith(b"\r") > self._max
        kept = raw[: min(RAW_KEPT, size - 1)] if over_long else raw
        return Line(self._number, self._offset, kept, size)

    def _skip_rest(self) -> int:
        skipped = 0
        while chunk := self._file.readline(RAW_KEPT):
            skipped += len(chunk)
            if chunk.endswith(b"\n"):
                break
        return skipped


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The file for reading bytes; whatever the system refuses, now or later, is one clear line."""
    try:
        if path.exists() and not path.is_file():
            raise VerilodeError("not a file", file=path)
        with path.open("rb") as file:
            yield file
    except FileNotFoundError:
        raise VerilodeError("no such file", file=path) from None
    except OSError as refusal:
        raise VerilodeError(f"cannot be read: {refusal.strerror}", file=path) from None
