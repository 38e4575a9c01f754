"""Redaction of one record: findings become placeholders, equal values the same one; what they said is forgotten."""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipelines.core.records import CONTENT_FIELDS
from pipelines.signals._finding import Finder, Finding, apart
from pipelines.signals._placeholder import PLACEHOLDER, placeholder
from pipelines.signals._texts import mapped

_MOST_PASSES = 10
_SEPARATORS = re.compile(r"[\s().-]+")


@dataclass(slots=True)
class Redaction:
    """One record on its way: how many findings of each kind were replaced, and the numbers given to values.

    The finders look one after the other, so that the host behind a password is not taken for an e-mail address. The
    values are known here alone and go with the record.
    """

    finders: Sequence[Finder]
    order: Sequence[str]
    numbered: bool
    counts: Counter[str] = field(default_factory=Counter)
    _numbers: dict[tuple[str, str], int] = field(default_factory=dict, repr=False)
    _last: Counter[str] = field(default_factory=Counter)

    def record(self, content: Mapping[str, str | None]) -> dict[str, str | None]:
        """The content fields with every finding replaced."""
        if self.numbered:
            self._go_on_counting(content)
        return {name: self._field(name, content[name]) for name in CONTENT_FIELDS}

    def _go_on_counting(self, content: Mapping[str, str | None]) -> None:
        """Numbers that the record has from an earlier redaction are not given to other values."""
        for text in content.values():
            for name, number in PLACEHOLDER.findall(text or ""):
                self._last[name] = max(self._last[name], int(number or 0))

    def _field(self, name: str, text: str | None) -> str | None:
        if text is None:
            return None
        if name != "messages":
            return self.text(text)
        before = json.loads(text)
        after = mapped(before, self.text)
        return text if after == before else json.dumps(after, ensure_ascii=False)

    def text(self, text: str) -> str:
        """`text` with every finding replaced, until nothing more is found: taking one out may lay another open."""
        for _ in range(_MOST_PASSES):
            before = text
            for finder in self.finders:
                text = self._replaced(text, apart(finder.text(text), self.order))
            if text == before:
                break
        return text

    def _replaced(self, text: str, found: Sequence[Finding]) -> str:
        pieces, reached = [], 0
        for one in found:
            pieces += [text[reached : one.start], self._stand_in(one.kind, text[one.start : one.end])]
            self.counts[one.kind] += 1
            reached = one.end
        return "".join([*pieces, text[reached:]])

    def _stand_in(self, kind: str, value: str) -> str:
        if not self.numbered:
            return placeholder(kind)
        key = (kind, _SEPARATORS.sub("", value).casefold() if kind != "secret" else value)
        if key not in self._numbers:
            self._last[kind.upper()] += 1
            self._numbers[key] = self._last[kind.upper()]
        return placeholder(kind, self._numbers[key])
