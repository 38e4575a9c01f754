"""Plain text as records: by the line, by the paragraph or as a whole."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pipelines.sources._lines import BOM, Line, Lines
from pipelines.sources._objects import decode
from pipelines.sources._opened import damage_of, opened_text
from pipelines.sources._types import RAW_KEPT, Bad, Refused, Row

Unit = Literal["line", "paragraph", "file"]


def read_prose(path: Path, unit: Unit, limit: int) -> Iterator[Row | Bad]:
    """The file's units that are not blank, each as one row with a `text`."""
    if unit == "file":
        piece = whole(path, limit)
        if isinstance(piece, Bad):
            yield piece
        elif piece.strip():
            yield _row(1, 0, piece)
        return
    with opened_text(path) as file:
        lines = Lines(file, limit)
        yield from _by_line(lines, limit) if unit == "line" else _by_paragraph(lines, limit)


def whole(path: Path, limit: int) -> bytes | Bad:
    """The file's bytes, or why they cannot be one record."""
    with opened_text(path) as file:
        data = file.read(limit + 1)
        damage = damage_of(file)
    if len(data) > limit:
        detail = f"more than {limit} bytes; the first {RAW_KEPT} are kept here"
        return Bad(1, 0, "too_long", detail, data[:RAW_KEPT])
    return Bad(1, 0, "cut_stream", damage, data[:RAW_KEPT]) if damage else data


def _by_line(lines: Lines, limit: int) -> Iterator[Row | Bad]:
    for line in lines:
        if line.cut:
            yield line.bad(limit)
        elif line.raw.strip():
            yield _row(line.number, line.offset, line.raw)


def _by_paragraph(lines: Lines, limit: int) -> Iterator[Row | Bad]:
    paragraph = _Paragraph(limit)
    for line in lines:
        if line.raw.strip() or line.cut:
            paragraph.add(line)
        elif paragraph.first:
            yield paragraph.piece()
            paragraph = _Paragraph(limit)
    if paragraph.first:
        yield paragraph.piece()


class _Paragraph:
    """Lines up to a blank one; held no longer than the limit allows."""

    def __init__(self, limit: int) -> None:
        self.first: Line | None = None
        self._limit = limit
        self._raw = bytearray()
        self._fault: Bad | None = None

    def add(self, line: Line) -> None:
        """One more line."""
        self.first = self.first or line
        if len(self._raw) <= self._limit:
            self._raw += (b"\n" if line is not self.first else b"") + line.raw
        if line.cut and self._fault is None:
            self._fault = line.bad(self._limit)

    def piece(self) -> Row | Bad:
        """All lines together."""
        number, offset, raw = self.first.number, self.first.offset, bytes(self._raw)
        if self._fault is not None:
            return Bad(number, offset, self._fault.reason, self._fault.detail, raw[:RAW_KEPT])
        if len(raw) > self._limit:
            detail = f"a paragraph of more than {self._limit} bytes; the first {RAW_KEPT} are kept here"
            return Bad(number, offset, "too_long", detail, raw[:RAW_KEPT])
        return _row(number, offset, raw)


def _row(number: int, offset: int, raw: bytes) -> Row | Bad:
    try:
        return Row(number, offset, {"text": text_of(raw)}, raw)
    except Refused as refused:
        return Bad(number, offset, refused.reason, refused.detail, raw)


def text_of(raw: bytes) -> str:
    """The bytes as text with plain newlines and without a byte order mark.

    Raises:
        Refused: `not_utf8` or `nul_byte`.
    """
    text = decode(raw.removeprefix(BOM))
    if b"\0" in raw:
        raise Refused("nul_byte", f"at byte {raw.index(0) + 1}")
    return text.replace("\r\n", "\n").removesuffix("\r")
