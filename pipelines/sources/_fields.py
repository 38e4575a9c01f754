"""The fields of one delimited record (RFC 4180, section 2), fed line by line until its quotes are closed."""

import re
from dataclasses import dataclass

from pipelines.sources._types import Refused

_INSIDE = re.compile(rb'(?:[^"]++|"")*+')
_COMPLETE = -1
_OPEN = -2


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a delimited file is written.

    `quoting` off makes quotes plain text; `bare_quotes` lets them stand inside a field that starts without one,
    which is harmless only where the separator does not occur in prose.
    """

    separator: bytes
    quoting: bool = True
    bare_quotes: bool = False


class Fields:
    """Collects the fields of one record; `values` is complete once `feed` has answered True."""

    def __init__(self, dialect: Dialect) -> None:
        self.values: list[bytes] = []
        self._dialect = dialect
        self._quoted: bytearray | None = None

    def feed(self, line: bytes) -> bool:
        """Take one physical line without its newline; True when the record ends with it.

        Raises:
            Refused: `stray_quote` or `stray_carriage_return`.
        """
        end = len(line) - line.endswith(b"\r")
        at = 0 if self._quoted is None else self._inside(line, 0, end)
        while at >= 0:
            at = self._field(line, at, end)
        return at == _COMPLETE

    def _field(self, line: bytes, at: int, end: int) -> int:
        """Take the field that starts at `at`; the start of the next one, `_COMPLETE` or `_OPEN`."""
        separator = self._dialect.separator
        if self._dialect.quoting and line.startswith(b'"', at):
            self._quoted = bytearray()
            return self._inside(line, at + 1, end)
        stop = line.find(separator, at, end)
        value = line[at : end if stop < 0 else stop]
        if self._dialect.quoting and not self._dialect.bare_quotes and b'"' in value:
            raise Refused("stray_quote", f"a quote inside field {self._number}, which starts without one")
        if b"\r" in value:
            raise Refused("stray_carriage_return", f"in field {self._number}")
        self.values.append(value)
        return _COMPLETE if stop < 0 else stop + len(separator)

    def _inside(self, line: bytes, at: int, end: int) -> int:
        """Take quoted text from `at` on, up to the closing quote and the separator after it."""
        text = _INSIDE.match(line, at)
        self._quoted += text[0]
        if text.end() == len(line):
            self._quoted += b"\n"
            return _OPEN
        number = self._number
        self.values.append(bytes(self._quoted.replace(b'""', b'"')))
        self._quoted = None
        after = text.end() + 1
        if after == end:
            return _COMPLETE
        if not line.startswith(self._dialect.separator, after):
            raise Refused("stray_quote", f"text after the closing quote of field {number}")
        return after + len(self._dialect.separator)

    @property
    def _number(self) -> int:
        return len(self.values) + 1
