"""Where the members of a JSON array or object lie in its bytes, found without parsing them."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(rb'"(?:[^"\\\n]++|\\[^\n])*+("?)|[\[\]{},]')
_LINE_TAIL = re.compile(rb"([\]}]+)[ \t]*(,?)[ \t\r]*\Z")
_REST = re.compile(rb"[ \t\r\n]*\Z")
_TAIL_BYTES = 100
_OPENER = {b"]": b"[", b"}": b"{"}


class Members(NamedTuple):
    """Byte spans of a container's members, and where it ends; `end` is None when it is never closed."""

    spans: list[tuple[int, int]]
    end: int | None


def members(data: bytes, start: int) -> Members:
    """Split the container whose opening bracket is at `start` at the commas between its members.

    Damage inside one member stays there: a string ends at its line's end at the latest, and a closing bracket
    of the wrong kind closes its nearest partner, and brackets at the end of a line with an open string count as
    such. So the members after a broken one are found all the same.
    """
    open_brackets = _Open(data[start : start + 1])
    spans: list[tuple[int, int]] = []
    begin = start + 1
    for token in _TOKEN.finditer(data, begin):
        mark = token[0]
        comma = token.start() if mark == b"," else None
        if mark in (b"[", b"{"):
            open_brackets.push(mark)
        elif mark in _OPENER:
            # a wrong bracket ends the whole container only if nothing comes after it
            final = open_brackets.depth == 1 or _REST.match(data, token.end()) is not None
            open_brackets.close(_OPENER[mark], keep_first=not final)
            if open_brackets.depth == 0:
                return Members([*spans, (begin, token.start())], token.end())
        elif token[1] == b"":
            comma = _close_at_line_end(token, open_brackets)
        if comma is not None and open_brackets.depth == 1:
            spans.append((begin, comma))
            begin = comma + 1
    return Members([*spans, (begin, len(data))], None)


def _close_at_line_end(token: re.Match[bytes], open_brackets: "_Open") -> int | None:
    """Close what the line of an open string seems to close; where the comma after that is, if there is one."""
    line = token[0]
    tail = _LINE_TAIL.search(line, max(0, len(line) - _TAIL_BYTES))
    for closer in tail[1] if tail else b"":
        open_brackets.close(_OPENER[bytes([closer])], keep_first=True)
    return token.start() + tail.start(2) if tail and tail[2] else None


class _Open:
    """The stack of open brackets, with a count of each kind so that a stray closer costs nothing."""

    def __init__(self, first: bytes) -> None:
        self._stack = [first]
        self._count = {b"[": 0, b"{": 0} | {first: 1}

    @property
    def depth(self) -> int:
        return len(self._stack)

    def push(self, bracket: bytes) -> None:
        self._stack.append(bracket)
        self._count[bracket] += 1

    def close(self, bracket: bytes, *, keep_first: bool) -> None:
        """Pop down to the nearest `bracket`; with `keep_first` pop one at most where only the first is left."""
        partners = self._count[bracket] - (keep_first and self._stack[0] == bracket)
        if not partners:
            if keep_first and self.depth > 1:
                self._pop()
            return
        while self._pop() != bracket:
            pass

    def _pop(self) -> bytes:
        bracket = self._stack.pop()
        self._count[bracket] -= 1
        return bracket


def trimmed(data: bytes, spans: list[tuple[int, int]]) -> Iterator[tuple[int, int, bytes]]:
    """Line (from 1), byte offset and bytes of each member, white space around it left out."""
    line, counted = 1, 0
    for begin, end in spans:
        piece = data[begin:end]
        offset = begin + len(piece) - len(piece.lstrip(b" \t\r\n"))
        line += data.count(b"\n", counted, offset)
        counted = offset
        yield line, offset, piece.strip(b" \t\r\n")
