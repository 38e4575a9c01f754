"""Words that are looked for in every text, as tables of hashes."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from pipelines.core.kernels import kernel
from pipelines.core.utf8 import U64
from pipelines.signals._tokens import word_hashes

LOREM, JAVASCRIPT, POLICY = 1, 2, 4
_PHRASES = (
    ("lorem ipsum", LOREM),
    ("javascript", JAVASCRIPT),
    ("terms of use", POLICY),
    ("privacy policy", POLICY),
    ("cookie policy", POLICY),
    ("uses cookies", POLICY),
    ("use of cookies", POLICY),
    ("use cookies", POLICY),
)
"""What C4 (Raffel et al. 2020, section 2.2) looks for in lines and pages."""
_LONGEST = 3


class WordLists(NamedTuple):
    """Tables of stop words as written and of phrases' last words; phrases (n, 3), right-aligned; their kinds.

    `places` are the slots of the stop words.
    """

    stops: np.ndarray
    places: np.ndarray
    lasts: np.ndarray
    phrases: np.ndarray
    kinds: np.ndarray


def word_lists(stop_words: Sequence[str]) -> WordLists:
    """The lists with these stop words, each a single word."""
    phrases = np.zeros((len(_PHRASES), _LONGEST), np.uint64)
    for row, (phrase, _) in zip(phrases, _PHRASES, strict=True):
        found = word_hashes(phrase.split(), lower=True)
        row[_LONGEST - found.size :] = found
    kinds = np.array([kind for _, kind in _PHRASES], np.int64)
    stops = _table(word_hashes(stop_words, lower=False))
    return WordLists(stops, np.flatnonzero(stops), _table(phrases[:, -1]), phrases, kinds)


def _table(hashes: np.ndarray) -> np.ndarray:
    """uint64, a power of two long: every hash at the slot its low bits name, no two at one slot, 0 elsewhere."""
    hashes, size = np.unique(hashes), 64
    while np.unique(hashes % np.uint64(size)).size < hashes.size:
        size *= 2
    table = np.zeros(size, np.uint64)
    table[hashes % np.uint64(size)] = hashes
    return table


@kernel(inline="always")
def slot_in(table: np.ndarray, key: U64) -> int:
    """Where a hash stands in a table, if it is in it."""
    return np.int64(key & U64(table.size - 1))


@kernel
def phrase(lists: WordLists, older: U64, old: U64, last: U64) -> int:
    """The kind of the phrase that ends with these three words, 0 where none does."""
    for row in range(lists.kinds.size):
        first, second, third = lists.phrases[row]
        if third == last and (second == old or not second) and (first == older or not first):
            return lists.kinds[row]
    return 0
