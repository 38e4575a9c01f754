"""Where two texts differ, word by word: stretches of each that the other one does not have."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

LONGEST = 20_000
"""Characters of each text that are compared; what comes behind is not marked."""

_MOST_STEPS = 1_000_000
"""Pairs of words up to which every word counts; in longer texts frequent ones only count beside rarer ones."""

# In scripts without spaces each letter is a word, else one changed letter would mark the sentence.
_ALONE = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_ALONE}]|[^\W{_ALONE}]+|[^\w\s]")

Stretch = tuple[int, int]
"""Where a stretch of a text begins and ends."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What only the left and only the right text has, in order; `cut` when a text was too long to compare whole."""

    left: Sequence[Stretch]
    right: Sequence[Stretch]
    cut: bool = False

    @property
    def none(self) -> bool:
        """Whether all that was compared is the same, white space aside."""
        return not self.left and not self.right


def difference(left: str, right: str) -> Difference:
    """Compare two texts by words and signs; white space does not count."""
    a, b = list(_WORD.finditer(left[:LONGEST])), list(_WORD.finditer(right[:LONGEST]))
    words = [word[0] for word in a], [word[0] for word in b]
    head = _shared(*words)
    tail = _shared(words[0][head:][::-1], words[1][head:][::-1])
    middles = [side[head : len(side) - tail] for side in words]
    matcher = SequenceMatcher(None, *middles, autojunk=len(middles[0]) * len(middles[1]) > _MOST_STEPS)
    changed = [block for block in matcher.get_opcodes() if block[0] != "equal"]
    return Difference(
        [_stretch(a, head + i, head + j) for _, i, j, _, _ in changed if j > i],
        [_stretch(b, head + i, head + j) for _, _, _, i, j in changed if j > i],
        max(len(left), len(right)) > LONGEST,
    )


def _shared(left: Sequence[str], right: Sequence[str]) -> int:
    """How many words are the same from the start on."""
    pairs = zip(left, right, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(left), len(right)))


def _stretch(found: Sequence[re.Match[str]], first: int, end: int) -> Stretch:
    return found[first].start(), found[end - 1].end()
