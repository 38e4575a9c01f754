"""The kernel of the family `text`: everything a text's rules count, in one pass over its bytes.

A line ends where `str.splitlines` says. A sentence is a stretch of a line with a word in it, up to a mark that ends
sentences with white space behind it (quotes and brackets may close between), or to the line's end.
"""

import numpy as np

from pipelines.core.kernels import kernel
from pipelines.core.textcolumn import TextColumn
from pipelines.core.utf8 import BLANK, U64, characters, entry_at, finished, mixed
from pipelines.core.words import MARK
from pipelines.signals._blocks import largest
from pipelines.signals._characters import BREAK, LETTER, SPACE, TERMINAL, marked_table
from pipelines.signals._seen import emptied, room_for, slot_of
from pipelines.signals._tokens import after_space, before_space, begins_word, character_before, take_word
from pipelines.signals._wordlists import JAVASCRIPT, LOREM, POLICY, WordLists, phrase, slot_in

WIDTH = 26
# fmt: off
(
    WORDS, SIGNS, WORD_CHARS, LETTER_WORDS, STOPS, HASHES, ELLIPSES, BRACES, STRAY, CHARS,
    LINES, BULLETS, ELLIPSIS_LINES, FILLED, ENDED, SHORT, LINE_CHARS, REPEATED_CHARS,
    REPEATED, BREAKS, SENTENCES, LOREMS, JAVASCRIPTS, POLICIES, C4_LINES, C4_SENTENCES,
) = range(WIDTH)
# fmt: on
"""The columns of the kernel's answer."""

_HASH, _HYPHEN, _DOT, _BRACE, _ELLIPSIS, _BULLET = map(ord, "#-.{…•")
_WIDE = 0x3000
"""From here on marks are of scripts without spaces and end a sentence whatever follows."""
_CLOSERS = tuple(map(ord, "\"')]}”’»」』）"))
_C4_ENDS = tuple(map(ord, ".?!\"'"))


def count_texts(column: TextColumn, first: int, last: int, lists: WordLists, limits: tuple[int, int]) -> np.ndarray:
    """int64 (rows, WIDTH) of some of the texts; `limits`: characters of a short line, words of a line C4 keeps."""
    counts = np.zeros((last - first, WIDTH), np.int64)
    most = largest(column, first, last) + 1
    stopped = np.full(lists.stops.size, -1, np.int64)
    room = np.empty(room_for(most), np.uint64), np.empty(most, np.uint64), np.empty(most, np.int64)
    _count_texts(column.data, column.offsets, first, marked_table(), lists, limits, counts, stopped, room)
    return counts


@kernel
def _count_texts(
    data: np.ndarray,
    offsets: np.ndarray,
    first: int,
    table: np.ndarray,
    lists: WordLists,
    limits: tuple[int, int],
    counts: np.ndarray,
    stopped: np.ndarray,
    room: tuple[np.ndarray, np.ndarray, np.ndarray],
) -> None:
    keys, lines, sizes = room
    for row in range(counts.shape[0]):
        at, end, n = offsets[first + row], offsets[first + row + 1], counts[row]
        text = after_space(data, at, end, table)
        tail = before_space(data, text, end, table)
        n[CHARS] = -characters(data, at, text) - characters(data, tail, end)
        while at < end:
            begun = at
            at, line, size = _count_line(data, at, end, table, lists, limits[1], n, stopped, row)
            if _judge_line(data, begun, at, table, size, limits[0], n):
                lines[n[FILLED] - 1], sizes[n[FILLED] - 1] = line, size
            if at < end:
                at = _after_break(data, at, end, table, n)
        n[CHARS] += n[LINE_CHARS]
        for slot in lists.places:
            n[STOPS] += stopped[slot] == row
        slots = emptied(keys, n[FILLED])
        for k in range(n[FILLED]):
            if slot_of(keys, slots, lines[k])[1]:
                n[REPEATED] += 1
                n[REPEATED_CHARS] += sizes[k]


@kernel
def _after_break(data: np.ndarray, at: int, end: int, table: np.ndarray, n: np.ndarray) -> int:
    n[BREAKS] += 1
    _, _, after = entry_at(data, at, end, table)
    pair = data[at] == 13 and after < end and data[after] == 10
    n[CHARS] += 1 + pair
    return after + pair


@kernel
def _count_line(
    data: np.ndarray,
    at: int,
    end: int,
    table: np.ndarray,
    lists: WordLists,
    least: int,
    n: np.ndarray,
    stopped: np.ndarray,
    row: int,
) -> tuple[int, U64, int]:
    """Count the tokens of the line that begins at `at`: where it ends, its hash, and its characters."""
    begun, line, chars, words, kinds, dots = at, BLANK, 0, 0, 0, 0
    sentences, unended, settled = 0, False, at
    older = old = U64(0)
    while at < end:
        entry, code, after = entry_at(data, at, end, table)
        if entry & BREAK:
            break
        if begins_word(entry):
            after, written, lower, size, bits = take_word(data, at, end, table)
            words += 1
            chars += size
            n[WORD_CHARS] += size
            n[LETTER_WORDS] += bits & LETTER != 0
            slot = slot_in(lists.stops, written)
            stopped[slot] = row if lists.stops[slot] == written else stopped[slot]
            if lists.lasts[slot_in(lists.lasts, lower)] == lower:
                kinds |= phrase(lists, older, old, lower)
            older, old, unended, dots = old, lower, True, 0
            line = mixed(line, written)
        else:
            line = mixed(line, code)
            chars += 1
            dots = _count_sign(entry, code, dots, n)
            if unended and entry & TERMINAL and (code >= _WIDE or after > settled):
                settled, ended = _after_marks(data, after, end, table)
                if ended or code >= _WIDE:
                    sentences, unended = sentences + 1, False
        at = after
    n[WORDS] += words
    n[SENTENCES] += sentences + unended
    _judge_kinds(data, begun, at, table, n, kinds, sentences + unended if words >= least else 0)
    return at, finished(line), chars


@kernel(inline="always")
def _count_sign(entry: int, code: int, dots: int, n: np.ndarray) -> int:
    """Count a sign, or white space, which is none; how many dots in a row now wait to be an ellipsis."""
    if entry & SPACE:
        return 0
    n[SIGNS] += 1
    n[STRAY] += entry & MARK != 0
    n[HASHES] += code == _HASH
    n[BRACES] += code == _BRACE
    n[ELLIPSES] += code == _ELLIPSIS or (code == _DOT and dots == 2)
    return (dots + 1) % 3 if code == _DOT else 0


@kernel
def _after_marks(data: np.ndarray, at: int, end: int, table: np.ndarray) -> tuple[int, bool]:
    """The first place from `at` on with no sentence mark, quote or bracket; whether white space or the end is there.

    All marks before it share the answer, so none of them has to look again.
    """
    while at < end:
        entry, code, after = entry_at(data, at, end, table)
        if entry & TERMINAL == 0 and code not in _CLOSERS:
            return at, entry & SPACE != 0
        at = after
    return at, True


@kernel
def _judge_line(
    data: np.ndarray, begun: int, end: int, table: np.ndarray, size: int, short: int, n: np.ndarray
) -> bool:
    """Count a line of `size` characters by how it looks; whether anything stands in it."""
    n[LINES] += 1
    n[LINE_CHARS] += size
    low = after_space(data, begun, end, table)
    if low == end:
        return False
    _, code, _ = entry_at(data, low, end, table)
    n[BULLETS] += code in (_HYPHEN, _BULLET)
    n[ELLIPSIS_LINES] += _ends_in_ellipsis(data, low, before_space(data, low, end, table))
    n[FILLED] += 1
    entry, _, _ = entry_at(data, character_before(data, low, end), end, table)
    n[ENDED] += entry & TERMINAL != 0
    n[SHORT] += size <= short
    return True


@kernel
def _ends_in_ellipsis(data: np.ndarray, start: int, end: int) -> bool:
    """Whether the bytes end in three dots, or in the one character for them."""
    if end - start < 3:
        return False
    a, b, c = data[end - 3], data[end - 2], data[end - 1]
    return (a == _DOT and b == _DOT and c == _DOT) or (a == 0xE2 and b == 0x80 and c == 0xA6)


@kernel
def _judge_kinds(
    data: np.ndarray, begun: int, end: int, table: np.ndarray, n: np.ndarray, kinds: int, sentences: int
) -> None:
    """Count a line as C4 does: it keeps lines of some words that end like a sentence and mention nothing unwanted."""
    n[LOREMS] += kinds & LOREM != 0
    n[JAVASCRIPTS] += kinds & JAVASCRIPT != 0
    n[POLICIES] += kinds & POLICY != 0
    last = before_space(data, begun, end, table)
    if not sentences or kinds & (JAVASCRIPT | POLICY) or _ends_in_ellipsis(data, begun, last):
        return
    if data[last - 1] in _C4_ENDS:
        n[C4_LINES] += 1
        n[C4_SENTENCES] += sentences
