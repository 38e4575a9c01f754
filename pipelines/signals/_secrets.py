"""Where secrets stand in texts: detect-secrets' patterns on lines that hint at one, in this process, unverified."""

import importlib
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.signals._finding import Finding
from pipelines.signals._presidio import missing_extra
from pipelines.signals._secret_kinds import TOKENS, Token

_KEY_LINE = "-{0,5}%s [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-{0,5}"
_KEY_BEGIN = re.compile(f"{_KEY_LINE % 'BEGIN'}|PuTTY-User-Key-File-[0-9]")
_KEY_EDGE = re.compile(f"{_KEY_BEGIN.pattern}|(?P<end>{_KEY_LINE % 'END'}|Private-MAC: ?[0-9a-f]*)")
_KEY_LINES = re.compile(r"(?:(?:\s|\\n)*[A-Za-z0-9+/=]{16,})*")
_LONGEST_KEY = 20_000
_NAME = (
    r"passw(?:or)?d|pwd|secret|token|api_?key|auth_?key|access_?key|private_?key|client_?key|account_?key|credential"
)
_ASSIGNED = re.compile(
    rf"(?i)(?:{_NAME})[\w.-]{{0,30}}[\"'\]]{{0,2}}[ \t]*(?::=|=>|={{1,3}}|:)[ \t]*"
    r"(?:\"([^\s\"]{8,200})\"|'([^\s']{8,200})'|([A-Za-z0-9+/_=~-]{16,200}))"
)
_NO_SECRET = re.compile(r"(?i)\A(?:[$<{%[(]|your|example|changeme|https?:|xxx|\*\*\*)|\.environ|getenv")
_LEAST_ENTROPY = {True: 2.5, False: 3.4}
"""Bits per character of a value in quotes, and of one without: words have fewer, random strings more."""


@dataclass(frozen=True, slots=True)
class _Detector:
    """One kind of token, ready to be looked for."""

    token: Token
    hint: re.Pattern[str]
    plugin: Any
    tail: re.Pattern[str]

    def in_line(self, line: str) -> Iterator[tuple[int, int]]:
        """Start and end of every such secret in a line."""
        for pattern in self.plugin.denylist:
            for match in self._matches(pattern, line):
                start, end = match.span(min(self.token.group, pattern.groups))
                end = self.tail.match(line, end).end()
                alone = not self.token.bounded or not line[max(0, start - 1) : start].isalnum()
                if alone and self._valid(match[0]):
                    yield start, end

    def _matches(self, pattern: re.Pattern[str], line: str) -> Iterator[re.Match[str]]:
        if not self.token.anchored:
            return pattern.finditer(line)
        starts = (hint.start() for hint in self.hint.finditer(line))
        return filter(None, (pattern.match(line, start) for start in starts))

    def _valid(self, found: str) -> bool:
        check = getattr(self.plugin, "is_formally_valid", None)
        return check is None or check(found)


class SecretFinder:
    """Finds secrets of every kind; what it names `kind` is the kind of secret."""

    def __init__(self) -> None:
        self._detectors = [_detector(token) for token in TOKENS]
        parts = [*(token.hint for token in TOKENS), "PRIVATE KEY", "PuTTY-User-Key", rf"(?i:{_NAME})"]
        self._hint = "|".join(f"(?:{part})" for part in parts)
        self._line_hint = re.compile("|".join(f"(?:{_scoped(part)})" for part in parts))

    def column(self, texts: pa.Array) -> Mapping[int, list[Finding]]:
        """The findings of every text that has some, by its place."""
        rows = pc.indices_nonzero(pc.fill_null(pc.match_substring_regex(texts, self._hint), False))
        looked = zip(rows.to_pylist(), texts.take(rows).to_pylist(), strict=True)
        found = ((row, self.text(text)) for row, text in looked)
        return {row: findings for row, findings in found if findings}

    def text(self, text: str) -> list[Finding]:
        """All findings of one text; they may overlap."""
        found = list(_private_keys(text))
        offset = 0
        for line in text.splitlines(keepends=True):
            if self._line_hint.search(line):
                found += [Finding(offset + f.start, offset + f.end, f.kind) for f in self._in_line(line)]
            offset += len(line)
        return found

    def _in_line(self, line: str) -> Iterator[Finding]:
        for detector in self._detectors:
            if detector.hint.search(line):
                yield from (Finding(*span, detector.token.name) for span in detector.in_line(line))
        yield from (Finding(*span, "assigned") for span in _assigned(line))


@cache
def secret_finder() -> SecretFinder:
    """The finder, made once.

    Raises:
        VerilodeError: where the extra `privacy` is not installed.
    """
    return SecretFinder()


def _detector(token: Token) -> _Detector:
    module, name = token.plugin
    try:
        plugin = getattr(importlib.import_module(f"detect_secrets.plugins.{module}"), name)()
    except ImportError:
        raise missing_extra("detect-secrets") from None
    tail = re.compile(f"{token.tail}*" if token.tail else "")
    hint = _scoped(token.hint)
    return _Detector(token, re.compile(rf"(?<![\w=-]){hint}" if token.anchored else hint), plugin, tail)


def _scoped(hint: str) -> str:
    """`re` wants a switch for the whole pattern at its very start, RE2 takes it anywhere."""
    return f"(?i:{hint[4:]})" if hint.startswith("(?i)") else hint


def _private_keys(text: str) -> Iterator[Finding]:
    """Whole key blocks: the plugin only knows their first line."""
    reached = 0
    for begin in _KEY_BEGIN.finditer(text):
        if begin.start() < reached:
            continue
        edge = _KEY_EDGE.search(text, begin.end())
        ended = edge is not None and edge["end"] is not None and edge.end() - begin.start() < _LONGEST_KEY
        reached = edge.end() if ended else _KEY_LINES.match(text, begin.end()).end()
        yield Finding(begin.start(), reached, "private_key")


def _assigned(line: str) -> Iterator[tuple[int, int]]:
    """Random-looking values behind a name that says they are secret."""
    for match in _ASSIGNED.finditer(line):
        group = match.lastindex or 0
        value, quoted = match[group], group < 3
        mixed = any(map(str.isdigit, value)) and any(map(str.isalpha, value))
        if mixed and not _NO_SECRET.search(value) and _entropy(value) >= _LEAST_ENTROPY[quoted]:
            yield match.span(group)


def _entropy(value: str) -> float:
    """Shannon entropy in bits per character; the plugins' own only counts the characters of one alphabet."""
    shares = [count / len(value) for count in Counter(value).values()]
    return -sum(share * math.log2(share) for share in shares)
