"""Findings: where something private stands in a text, and of what kind it is; never what it says."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import pyarrow as pa


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Characters `start` to `end` (exclusive) of a text, as Python counts them, are of this kind."""

    start: int
    end: int
    kind: str


class Finder(Protocol):
    """Looks for some kinds of findings."""

    def column(self, texts: pa.Array) -> Mapping[int, list[Finding]]:
        """The findings of every text that has some, by its place in a string column; nulls have none."""

    def text(self, text: str) -> list[Finding]:
        """The findings of one text; they may overlap."""


def apart(findings: Iterable[Finding], order: Sequence[str]) -> list[Finding]:
    """The findings in reading order without overlap: what overlaps becomes one, of the longest one's kind.

    Nothing of a dropped finding is left over, for the one that stays covers all of them. Of two equally long ones
    the kind that comes first in `order` names it.
    """
    left: list[Finding] = []
    longest = 0
    for found in sorted(findings):
        if not left or found.start >= left[-1].end:
            left.append(found)
            longest = found.end - found.start
            continue
        last, length = left[-1], found.end - found.start
        wins = (length, -order.index(found.kind)) > (longest, -order.index(last.kind))
        left[-1] = Finding(last.start, max(last.end, found.end), found.kind if wins else last.kind)
        longest = max(longest, length)
    return left
