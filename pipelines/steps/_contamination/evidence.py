"""The proof of a finding: the words themselves, compared once more on both texts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.core.words import words

_ASCII_WORD = re.compile("[a-z0-9]+")
_SHOWN_WORDS = 13
_SHOWN_CHARACTERS = 160


@dataclass(frozen=True, slots=True)
class Run:
    """Words in a row that two texts share: how many, and the first of them as one line."""

    length: int
    shown: str


def words_of(text: str | None) -> list[str]:
    """`pipelines.core.words.words`, faster for plain ASCII."""
    if text is None:
        return []
    return _ASCII_WORD.findall(text.lower()) if text.isascii() else words(text)


def shared_run(record: Sequence[str], item: Sequence[str], place: int, item_place: int, ngram: int) -> Run | None:
    """The words from these places on that are the same in both; nothing if there are fewer than an n-gram of them."""
    length = 0
    for ours, theirs in zip(record[place:], item[item_place:], strict=False):
        if ours != theirs:
            break
        length += 1
    return Run(length, shown(record[place : place + length])) if length >= min(ngram, len(item)) else None


def jaccard(record: Sequence[str], item: Sequence[str], ngram: int) -> tuple[float, Run]:
    """The similarity of two texts' sets of n-grams, and the first run of words they share."""
    ours, theirs = _grams(record, ngram), set(_grams(item, ngram))
    both = theirs.intersection(ours)
    first = next(((at, gram) for at, gram in enumerate(ours) if gram in both), None)
    value = len(both) / len(theirs.union(ours)) if first else 0.0
    return value, Run(len(first[1]), shown(first[1])) if first else Run(0, "")


def shown(run: Sequence[str]) -> str:
    """The first words of a run, cut where they get too long for a line."""
    line = " ".join(run[:_SHOWN_WORDS])
    cut = len(line) > _SHOWN_CHARACTERS
    return line[:_SHOWN_CHARACTERS] + ("…" if cut or len(run) > _SHOWN_WORDS else "")


def _grams(sequence: Sequence[str], ngram: int) -> list[tuple[str, ...]]:
    if not sequence:
        return []
    return [tuple(sequence[i : i + ngram]) for i in range(max(1, len(sequence) - ngram + 1))]
