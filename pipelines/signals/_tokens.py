"""Tokens in compiled loops: a token is a word (`pipelines.core.words`) or a sign, any other mark that can be seen."""

from collections.abc import Sequence

import numpy as np

from pipelines.core.kernels import kernel
from pipelines.core.textcolumn import text_column
from pipelines.core.utf8 import BLANK, U64, entry_at, folded, mixed
from pipelines.core.words import ALONE, CODE, MARK
from pipelines.signals._characters import SPACE, marked_table


@kernel(inline="always")
def begins_word(entry: int) -> bool:
    """Whether a character that follows no word is the start of one; a combining mark there is a sign."""
    return entry & CODE != 0 and entry & MARK == 0


@kernel(inline="always")
def take_word(data: np.ndarray, at: int, end: int, table: np.ndarray) -> tuple[int, U64, U64, int, int]:
    """The word that begins at `at`.

    Returns:
        The place after it, its hash as it is written, its hash in lower case, its characters, all their bits.
    """
    entry, code, at = entry_at(data, at, end, table)
    written, lower, size, bits = mixed(BLANK, code), mixed(BLANK, entry & CODE), 1, entry
    while at < end:
        entry, code, after = entry_at(data, at, end, table)
        if entry & CODE == 0 or ((entry | bits) & ALONE and entry & MARK == 0):
            break
        written, lower = mixed(written, code), mixed(lower, entry & CODE)
        size += 1
        bits |= entry
        at = after
    return at, folded(written), folded(lower), size, bits


@kernel
def after_space(data: np.ndarray, at: int, end: int, table: np.ndarray) -> int:
    """The first place from `at` on that is no white space."""
    while at < end:
        entry, _, after = entry_at(data, at, end, table)
        if entry & SPACE == 0:
            break
        at = after
    return at


@kernel
def before_space(data: np.ndarray, start: int, at: int, table: np.ndarray) -> int:
    """The place after the last character before `at` that is no white space."""
    while at > start:
        last = character_before(data, start, at)
        entry, _, _ = entry_at(data, last, at, table)
        if entry & SPACE == 0:
            break
        at = last
    return at


@kernel
def character_before(data: np.ndarray, start: int, at: int) -> int:
    """Where the character that ends at `at` begins."""
    at -= 1
    while at > start and data[at] & 0xC0 == 0x80:
        at -= 1
    return at


def word_hashes(words: Sequence[str], lower: bool) -> np.ndarray:
    """uint64 (words,): the hash `take_word` has for each of these single words, as written or in lower case."""
    table, found = marked_table(), np.empty(len(words), np.uint64)
    for place, word in enumerate(words):
        data = text_column([word]).data
        _, written, folded, _, _ = take_word(data, 0, data.size, table)
        found[place] = folded if lower else written
    return found
