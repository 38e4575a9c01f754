"""The physical lines of one delimited record, and where to go on reading when the record is broken."""

from pipelines.sources._fields import Dialect, Fields
from pipelines.sources._lines import Line, Lines
from pipelines.sources._types import Refused

_WITNESSES = 8


class Stretch:
    """The lines a record's quotes span. Their bytes are held; as objects only the first few and the last."""

    def __init__(self, first: Line) -> None:
        self.first = self.last = first
        self._raw = bytearray(first.raw)
        self._followers: list[Line] = []

    @property
    def raw(self) -> bytes:
        """All bytes, newlines between the lines included."""
        return bytes(self._raw)

    def __len__(self) -> int:
        return len(self._raw)

    def add(self, line: Line) -> None:
        """One more line belongs to the record."""
        self._raw += b"\n" + line.raw
        self.last = line
        if len(self._followers) <= _WITNESSES and line.raw not in (b"", b"\r"):
            self._followers.append(line)

    def broken_part(self, lines: Lines, dialect: Dialect, width: int, fault: str) -> bytes:
        """The bytes that must go into quarantine for `fault`; reading goes on behind them.

        A quote that was forgotten makes good rows look like text inside quotes, and a quote too many makes
        text look like rows. Up to eight lines after the first bear witness: if most of them are whole rows by
        themselves, only the first line is broken. Otherwise everything is, up to the line where the fault
        shows, which is read again. With one column every text is a whole row, so there is no witness.
        """
        shows_in_last = fault in ("stray_quote", "stray_carriage_return", "too_long")
        without_last = shows_in_last or fault == "wrong_field_count"
        witnesses = [line for line in self._followers if line is not self.last or not without_last]
        votes = [_is_whole(line, dialect, width) for line in witnesses[:_WITNESSES]]
        if width > 1 and sum(votes) * 2 > len(votes):
            self._give_back(lines, witnesses[0])
            return self.first.raw
        if shows_in_last and self.last is not self.first:
            self._give_back(lines, self.last)
            return bytes(self._raw[: self.last.offset - self.first.offset - 1])
        return self.raw

    def _give_back(self, lines: Lines, line: Line) -> None:
        lines.go_back_to(line, bytes(self._raw[line.offset - self.first.offset :]), self.last)


def _is_whole(line: Line, dialect: Dialect, width: int) -> bool:
    fields = Fields(dialect)
    try:
        return not line.cut and fields.feed(line.raw) and len(fields.values) == width
    except Refused:
        return False
