"""Physical lines of a stream as bytes, split on the newline byte alone and never held beyond a limit."""

from typing import BinaryIO, NamedTuple

from pipelines.sources._opened import damage_of
from pipelines.sources._types import RAW_KEPT, Bad

BOM = b"\xef\xbb\xbf"


class Line(NamedTuple):
    """One physical line: number from 1, offset of its first byte, its bytes and size without the newline byte.

    A line that must not be used is `cut`: over the limit, and then `raw` holds no more than its first `RAW_KEPT`
    bytes; or what is left where a packed file breaks off, and then `damage` says why.
    """

    number: int
    offset: int
    raw: bytes
    size: int
    cut: bool
    damage: str = ""

    def bad(self, limit: int) -> Bad:
        """The quarantine entry of a cut line."""
        if self.damage:
            return Bad(self.number, self.offset, "cut_stream", self.damage, self.raw)
        detail = f"{self.size} bytes, the limit is {limit}; the first {len(self.raw)} are kept here"
        return Bad(self.number, self.offset, "too_long", detail, self.raw)


class Lines:
    """Iterates over the lines of a stream; a byte order mark at its start belongs to no line."""

    def __init__(self, file: BinaryIO, max_bytes: int) -> None:
        self._file = file
        self._max = max_bytes
        self._number = 0
        start = file.read(len(BOM))
        self._offset, self._again = (len(BOM), b"") if start == BOM else (0, start)
        self._at = 0
        self._then: tuple[Line, int] | None = None
        self._told = False

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> Line:
        most = self._max + len(b"\r\n")
        got = self._read_again(most) if self._again else self._file.readline(most) if self._then is None else b""
        if not got:
            return self._last()
        total, ended = len(got), got.endswith(b"\n")
        raw = got[:-1] if ended else got
        if not ended:
            if total == most:
                total, ended = self._skip_rest(total)
            elif self._then is None and damage_of(self._file):
                return self._broken(raw)
        size = total - ended
        cut = size > self._max and size - raw.endswith(b"\r") > self._max
        self._number += 1
        line = Line(self._number, self._offset, raw[:RAW_KEPT] if cut else raw, size, cut)
        self._offset += total
        return line

    def go_back_to(self, line: Line, raw: bytes, last: Line) -> None:
        """Make `line` the next one again; `raw` are the bytes from it to the end of `last`, the newest line."""
        if last.cut:
            raw = raw[: last.offset - line.offset]
            self._then = last, self._offset
        elif self._offset > last.offset + last.size:
            raw += b"\n"
        self._again, self._at = raw + self._again[self._at :], 0
        self._number, self._offset = line.number - 1, line.offset

    def _read_again(self, most: int) -> bytes:
        """As `readline`, from the bytes that were given back and then from the file."""
        end = self._again.find(b"\n", self._at, self._at + most) + 1 or self._at + most
        piece = self._again[self._at : end]
        self._at += len(piece)
        if self._at == len(self._again):
            self._again, self._at = b"", 0
            if not piece.endswith(b"\n") and self._then is None:
                piece += self._file.readline(most - len(piece))
        return piece

    def _last(self) -> Line:
        """What comes when no bytes are left: a line given back whole, or word that the stream was cut."""
        if self._then is not None:
            line, self._offset = self._then
            self._then, self._number = None, line.number
            return line
        if damage_of(self._file) and not self._told:
            return self._broken(b"")
        raise StopIteration

    def _broken(self, raw: bytes) -> Line:
        self._told = True
        self._number += 1
        line = Line(self._number, self._offset, raw[:RAW_KEPT], len(raw), True, damage_of(self._file))
        self._offset += len(raw)
        return line

    def _skip_rest(self, seen: int) -> tuple[int, bool]:
        while chunk := self._file.readline(RAW_KEPT):
            seen += len(chunk)
            if chunk.endswith(b"\n"):
                return seen, True
        return seen, False
