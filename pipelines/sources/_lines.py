"""Physical lines of a file as bytes, split on the newline byte alone and never held beyond a limit."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple

from pipelines.core.errors import VerilodeError
from pipelines.sources._types import RAW_KEPT, Bad

BOM = b"\xef\xbb\xbf"


class Line(NamedTuple):
    """One physical line: number from 1, offset of its first byte, its bytes and size without the newline byte.

    A line over the limit is `cut`: `raw` holds no more than its first `RAW_KEPT` bytes.
    """

    number: int
    offset: int
    raw: bytes
    size: int
    cut: bool

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
        total, ended = len(got), got.endswith(b"\n")
        raw = got[:-1] if ended else got
        if not ended and total == self._max + len(b"\r\n"):
            total, ended = self._skip_rest(total)
        size = total - ended
        cut = size - raw.endswith(b"\r") > self._max
        self._number += 1
        line = Line(self._number, self._offset, raw[:RAW_KEPT] if cut else raw, size, cut)
        self._offset += total
        return line

    def go_back_to(self, line: Line) -> None:
        """Make `line` the next one again."""
        self._file.seek(line.offset)
        self._number, self._offset = line.number - 1, line.offset

    def _skip_rest(self, seen: int) -> tuple[int, bool]:
        while chunk := self._file.readline(RAW_KEPT):
            seen += len(chunk)
            if chunk.endswith(b"\n"):
                return seen, True
        return seen, False


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The file for reading bytes; whatever the system refuses, now or later, is one clear line."""
    if "\0" in str(path):
        raise VerilodeError("a file's name cannot hold a NUL character")
    try:
        if path.exists() and not path.is_file():
            raise VerilodeError("not a file", file=path)
        with path.open("rb") as file:
            yield file
    except FileNotFoundError:
        raise VerilodeError("no such file", file=path) from None
    except OSError as refusal:
        raise VerilodeError(f"cannot be read: {refusal.strerror}", file=path) from None
