"""Where personal data stands in texts: cheap hints first, presidio's recognizers only around them."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.core.errors import VerilodeError
from pipelines.signals._finding import Finding
from pipelines.signals._pii_kinds import KINDS, NAMES, Kind
from pipelines.signals._placeholder import PLACEHOLDER
from pipelines.signals._presidio import phone_regions

REGIONS = ("US", "GB", "DE", "FR", "ES", "IT", "IN")

_UNSPACED = re.compile("[\u0e00-\u0eff\u3000-\u9fff\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]")
"""Characters of scripts without spaces: what stands beside them is no part of their word."""


@dataclass(frozen=True, slots=True)
class _Search:
    """One kind, ready to be looked for."""

    kind: Kind
    hint: re.Pattern[str]
    cue: re.Pattern[str] | None
    evident: re.Pattern[str]
    recognizer: Any

    def in_text(self, text: str) -> Iterator[Finding]:
        """What is found in one text; parts of it are never kept."""
        text = text if text.isascii() else _UNSPACED.sub(" ", text)
        for start, end in self._windows(text):
            for found in self.recognizer.analyze(text[start:end], []):
                if self._stands(text, start + found.start, start + found.end, found.score):
                    yield Finding(start + found.start, start + found.end, self.kind.name)

    def _windows(self, text: str) -> list[tuple[int, int]]:
        """The stretches of text around the hints, those that meet joined."""
        before, after = self.kind.around
        found: list[tuple[int, int]] = []
        for hint in self.hint.finditer(text):
            start, end = max(0, hint.start() - before), hint.end() + after
            if found and start <= found[-1][1]:
                start = found.pop()[0]
            found.append((start, end))
        return [window for window in found if self._worth(text, *window)]

    def _worth(self, text: str, start: int, end: int) -> bool:
        """Whether the recognizer, which is slow, could find anything that stands."""
        return self.evident.search(text, start, end) is not None or self._cued(text, start, end)

    def _stands(self, text: str, start: int, end: int, score: float) -> bool:
        cued = self._cued(text, start, end)
        return (cued or score >= self.kind.floor) and self.kind.sound(text, start, end, cued)

    def _cued(self, text: str, start: int, end: int) -> bool:
        if self.cue is None:
            return False
        before, after = self.kind.near
        around = text[max(0, start - before) : end + after]
        return self.cue.search(PLACEHOLDER.sub(" ", around)) is not None


class PiiFinder:
    """Finds the chosen kinds of personal data."""

    def __init__(self, kinds: Sequence[str], regions: Sequence[str]) -> None:
        self.kinds = tuple(kinds)
        self._searches = [_search(kind, tuple(regions)) for kind in KINDS if kind.name in kinds]

    def column(self, texts: pa.Array) -> Mapping[int, list[Finding]]:
        """All findings of every text that has some, by its place; those of different kinds may overlap."""
        found: dict[int, list[Finding]] = defaultdict(list)
        for search in self._searches:
            rows = pc.indices_nonzero(pc.fill_null(pc.match_substring_regex(texts, _for_re2(search.kind.hint)), False))
            for row, text in zip(rows.to_pylist(), texts.take(rows).to_pylist(), strict=True):
                findings = list(search.in_text(text))
                if findings:
                    found[row] += findings
        return found

    def text(self, text: str) -> list[Finding]:
        """All findings of one text; those of different kinds may overlap."""
        return [found for search in self._searches for found in search.in_text(text)]


@cache
def pii_finder(kinds: tuple[str, ...], regions: tuple[str, ...]) -> PiiFinder:
    """The finder of these kinds, made once.

    Raises:
        VerilodeError: for an unknown kind or region, and where the extra `privacy` is not installed.
    """
    for kind in kinds:
        if kind not in NAMES:
            raise VerilodeError(f"no kind of personal data called {kind!r}; known: {', '.join(NAMES)}")
    for region in regions:
        if region not in phone_regions():
            raise VerilodeError(f"no region of phone numbers called {region!r}; they are called as in 'US' or 'DE'")
    return PiiFinder(kinds, regions)


@cache
def _search(kind: Kind, regions: tuple[str, ...]) -> _Search:
    cue = re.compile(kind.cue, re.IGNORECASE) if kind.cue else None
    return _Search(kind, re.compile(kind.hint), cue, re.compile(kind.evident), kind.recognizer(regions))


def _for_re2(hint: str) -> str:
    """RE2 takes `\\d` for ASCII digits only, `re` for those of every script."""
    return hint.replace(r"\d", r"\p{Nd}")
