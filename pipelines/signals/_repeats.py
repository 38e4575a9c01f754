"""The kernel of the family `repetition`: lines, paragraphs and runs of tokens that come again.

Pieces and runs are compared by 64-bit hashes. Lines are cut at line feeds and paragraphs at two or more of them, as
in Rae et al. 2021 (Gopher, table A1) and in datatrove, whose results are the same but for the words themselves.
"""

import numpy as np

from pipelines.core.kernels import kernel
from pipelines.core.textcolumn import TextColumn
from pipelines.core.utf8 import BLANK, characters, entry_at, finished, mixed
from pipelines.signals._blocks import largest
from pipelines.signals._characters import SPACE, marked_table
from pipelines.signals._grams import Runs, count_grams, covered_words, room_for_runs
from pipelines.signals._pieces import repeated_pieces
from pipelines.signals._seen import room_for
from pipelines.signals._tokens import after_space, before_space, begins_word, take_word

WIDTH = 18
CHARS, LINES, AGAIN_LINES, AGAIN_LINE_CHARS, PARAGRAPHS, AGAIN_PARAGRAPHS, AGAIN_PARAGRAPH_CHARS = range(7)
TOP_2, TOP_3, TOP_4, AGAIN_5, AGAIN_6, AGAIN_7, AGAIN_8, AGAIN_9, AGAIN_10, WORDS, RUN_WORDS = range(7, WIDTH)
"""The columns of the kernel's answer."""


def count_repeats(column: TextColumn, first: int, last: int, ngram: int) -> np.ndarray:
    """int64 (rows, WIDTH) of some of the texts; `ngram`: words of a run as `RUN_WORDS` counts them."""
    counts = np.zeros((last - first, WIDTH), np.int64)
    most = largest(column, first, last) + 1
    keys, hashes, ends = np.empty(room_for(most), np.uint64), np.empty((2, most), np.uint64), np.empty(most, np.int64)
    room = keys, hashes, ends, room_for_runs(most)
    _count_repeats(column.data, column.offsets, first, marked_table(), ngram, counts, room)
    return counts


@kernel
def _count_repeats(
    data: np.ndarray,
    offsets: np.ndarray,
    first: int,
    table: np.ndarray,
    ngram: int,
    counts: np.ndarray,
    room: tuple[np.ndarray, np.ndarray, np.ndarray, Runs],
) -> None:
    keys, hashes, ends, runs = room
    written, lower = hashes
    for place in range(counts.shape[0]):
        n, start, end = counts[place], offsets[first + place], offsets[first + place + 1]
        n[CHARS] = characters(data, start, end)
        n[LINES], n[AGAIN_LINES], n[AGAIN_LINE_CHARS] = repeated_pieces(data, start, end, 1, keys)
        inner = after_space(data, start, end, table)
        outer = before_space(data, inner, end, table)
        paragraphs = repeated_pieces(data, inner, outer, 2, keys)
        n[PARAGRAPHS], n[AGAIN_PARAGRAPHS], n[AGAIN_PARAGRAPH_CHARS] = paragraphs
        tokens, n[WORDS] = _tokens(data, start, end, table, written, lower, ends)
        count_grams(written[:tokens], ends, n[TOP_2:], keys, runs)
        n[RUN_WORDS] = covered_words(lower[: n[WORDS]], ngram, keys, runs)


@kernel
def _tokens(
    data: np.ndarray, at: int, end: int, table: np.ndarray, written: np.ndarray, lower: np.ndarray, ends: np.ndarray
) -> tuple[int, int]:
    """Hash tokens as written and words in lower case; `ends[i]` characters stand in the first i tokens."""
    tokens = words = 0
    ends[0] = 0
    while at < end:
        entry, code, after = entry_at(data, at, end, table)
        if begins_word(entry):
            after, written[tokens], lower[words], size, _ = take_word(data, at, end, table)
            tokens, words = tokens + 1, words + 1
            ends[tokens] = ends[tokens - 1] + size
        elif not entry & SPACE:
            written[tokens] = finished(mixed(BLANK, code))
            tokens += 1
            ends[tokens] = ends[tokens - 1] + 1
        at = after
    return tokens, words
