"""Delimited text with a header line: every value stays the text it is, every fault stays in its row."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from pipelines.core.errors import VerilodeError
from pipelines.sources._fields import Dialect, Fields
from pipelines.sources._lines import Line, Lines
from pipelines.sources._objects import decode
from pipelines.sources._opened import opened_text
from pipelines.sources._stretch import Stretch
from pipelines.sources._types import Bad, Refused, Row

_BLANK = (b"", b"\r")
_SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_STRUCTURAL = ("unterminated_quote", "stray_quote", "stray_carriage_return", "too_long", "wrong_field_count")


def read_delimited(path: Path, dialect: Dialect, max_record_bytes: int) -> Iterator[Row | Bad]:
    """The rows below the header line, in order; blank lines are no records."""
    with opened_text(path) as file:
        lines = Lines(file, max_record_bytes)
        header = _header(lines, dialect, max_record_bytes, path)
        for line in lines:
            if line.cut:
                yield line.bad(max_record_bytes)
            elif line.raw not in _BLANK:
                yield _read(lines, line, dialect, header, max_record_bytes)


def _read(lines: Lines, first: Line, dialect: Dialect, header: list[str], limit: int) -> Row | Bad:
    stretch = Stretch(first)
    try:
        values = _values(lines, stretch, dialect, limit)
        if len(values) != len(header):
            raise Refused("wrong_field_count", f"{len(values)} fields, the header has {len(header)}")
    except Refused as refused:
        raw = stretch.raw
        if refused.reason in _STRUCTURAL:
            raw = stretch.broken_part(lines, dialect, len(header), refused.reason)
        return Bad(first.number, first.offset, refused.reason, refused.detail, raw)
    return Row(first.number, first.offset, dict(zip(header, values, strict=True)), stretch.raw)


def _values(lines: Lines, stretch: Stretch, dialect: Dialect, limit: int) -> list[str]:
    """The record that starts with the stretch's first line; its further lines are added to the stretch."""
    raw = stretch.first.raw
    if b'"' not in raw and b"\r" not in raw[:-1]:
        text = decode(raw.removesuffix(b"\r"))
        _refuse_nul(raw)
        return text.split(dialect.separator.decode())
    fields = Fields(dialect)
    done = fields.feed(raw)
    while not done:
        line = next(lines, None)
        if line is None:
            raise Refused("unterminated_quote", "the file ends inside quotes")
        if line.damage:
            lines.go_back_to(line, line.raw, line)
            raise Refused("unterminated_quote", "the file was cut inside quotes")
        stretch.add(line)
        if line.cut or len(stretch) > limit:
            raise Refused("too_long", f"quotes that are not closed within {limit} bytes")
        done = fields.feed(line.raw)
    values = [decode(value) for value in fields.values]
    _refuse_nul(stretch.raw)
    return values


def _refuse_nul(raw: bytes) -> None:
    if b"\0" in raw:
        raise Refused("nul_byte", f"at byte {raw.index(0) + 1}")


def _header(lines: Lines, dialect: Dialect, limit: int, path: Path) -> list[str]:
    line = next((line for line in lines if line.raw not in _BLANK), None)
    if line is None:
        raise VerilodeError("the file is empty; a first line with the column names is wanted", file=path)
    try:
        if line.cut:
            raise Refused(line.bad(limit).reason, line.bad(limit).detail)
        names = _values(lines, Stretch(line), dialect, limit)
    except Refused as refused:
        raise VerilodeError(
            f"the line with the column names is broken ({refused})", file=path, line=line.number
        ) from None
    _check_separator(names, dialect.separator.decode(), path)
    return unique_names(names, path)


def unique_names(names: list[str], path: Path) -> list[str]:
    """The column names, those without one by their place.

    Raises:
        VerilodeError: when two are the same.
    """
    named = [name or f"column_{number}" for number, name in enumerate(names, start=1)]
    for name, following in pairwise(sorted(named)):
        if name == following:
            raise VerilodeError(f"two columns are called {ascii(name)}; each needs its own name", file=path)
    return named


def _check_separator(names: list[str], separator: str, path: Path) -> None:
    """A whole header in one column is nearly always another separator; every row would be one column, too."""
    others = [(mark, called) for mark, called in _SEPARATORS.items() if mark != separator]
    for mark, called in others if len(names) == 1 else ():
        if re.search(rf"\S{re.escape(mark)}\S", names[0]):
            raise VerilodeError(
                f"one column called {ascii(names[0][:60])}: the separator seems to be a {called}", file=path
            )
