"""The fast path of `words`: the hash of every word of many texts, straight from their bytes.

A word of up to 16 bytes, nearly every word, is hashed in two multiplications without a loop over its bytes.
"""

import numpy as np

from pipelines.core.kernels import kernel
from pipelines.neardup.bits import filled, lowest_bit
from pipelines.neardup.chars import hash_chars
from pipelines.neardup.fold import ROOM, fold

U64 = np.uint64
FACTOR = U64(0x9E3779B97F4A7C15)
MIX_1 = U64(0xFF51AFD7ED558CCD)
LOW = np.array([(1 << 8 * min(size, 8)) - 1 for size in range(17)], np.uint64)
HIGH = np.array([(1 << 8 * max(size - 8, 0)) - 1 for size in range(17)], np.uint64)
"""What of the first and of the second eight bytes belongs to a word of so many bytes."""
PADDING = 72
"""Zero bytes after a text: what is read beyond its end."""
WINDOW = 4096
"""Folded bytes whose word ends are held at a time."""


def hash_units(
    data: np.ndarray, offsets: np.ndarray, rows: np.ndarray, table: np.ndarray, by_char: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Hash the words, or the characters, of the chosen rows.

    Returns:
        uint64 hashes of all rows one after the other, and int64 (rows + 1,) where each row's hashes start.
    """
    # Two kernels, not one with a switch: together they are too large for the compiler to inline what is in them.
    return (hash_chars if by_char else hash_words)(data, offsets, rows, table)


@kernel
def hash_words(
    data: np.ndarray, offsets: np.ndarray, rows: np.ndarray, table: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """`hash_units` for words."""
    room = largest = 0
    for row in rows:
        size = offsets[row + 1] - offsets[row]
        room += (size + 1) // 2
        largest = max(largest, size)
    units = np.empty(room, np.uint64)
    starts = np.empty(rows.size + 1, np.int64)
    blocks = np.empty((ROOM * largest + PADDING) // 8 + 8, np.uint64)
    folded = blocks.view(np.uint8)
    edges = np.empty(WINDOW + 2, np.int64)
    used = 0
    for i in range(rows.size):
        starts[i] = used
        size = fold(data, offsets[rows[i]], offsets[rows[i] + 1], table, folded)
        folded[size : size + PADDING] = 0
        used = _hash_words(blocks, folded, size, edges, units, used)
    starts[rows.size] = used
    return units[:used], starts


@kernel
def _hash_words(
    blocks: np.ndarray, folded: np.ndarray, size: int, edges: np.ndarray, units: np.ndarray, used: int
) -> int:
    """Append the hashes of one folded text's words to `units`; `blocks` are the same bytes, eight at a time."""
    at = 0
    while at < size:
        stop = min(at + WINDOW, size)
        found = _find_edges(blocks, at, stop, edges)
        if found & 1:
            # the window ends inside a word: leave it to the next one, or follow it where it fills this one
            if found > 1:
                stop = edges[found - 1]
            else:
                while folded[stop]:
                    stop += 1
                edges[1] = stop
                found += 1
        count = found // 2
        _hash_spans(blocks, edges[: 2 * count], units[used : used + count])
        used += count
        at = stop
    return used


@kernel
def _find_edges(blocks: np.ndarray, first: int, stop: int, edges: np.ndarray) -> int:
    """Write where words between two bytes start and end, in turn; how many edges there are.

    A word before `first` has ended there; one that goes on at `stop` has only a start.
    """
    found, before = U64(0), U64(0)
    for batch in range(first >> 6, (stop >> 6) + 1):
        mask = U64(0)
        for k in range(8):
            mask |= filled(blocks[U64(8 * batch + k)]) << U64(8 * k)
        begin = 64 * batch
        if begin < first:
            mask &= ~U64(0) << U64(first - begin)
        changes = mask ^ ((mask << U64(1)) | before)
        before = mask >> U64(63)
        while changes:
            edge = begin + np.int64(lowest_bit(changes))
            if edge > stop:
                break
            edges[found] = edge
            found += U64(1)
            changes &= changes - U64(1)
    return np.int64(found)


@kernel
def _hash_spans(blocks: np.ndarray, edges: np.ndarray, units: np.ndarray) -> None:
    """Hash the bytes between every two edges: the first 16 by two loads, whatever they hold, the rest by byte."""
    for word in range(units.size):
        start, end = U64(edges[2 * word]), U64(edges[2 * word + 1])
        block, shift = start >> U64(3), (start & U64(7)) << U64(3)
        one, two, three = blocks[block], blocks[block + U64(1)], blocks[block + U64(2)]
        low = (one >> shift) | ((two << U64(1)) << (U64(63) - shift))
        high = (two >> shift) | ((three << U64(1)) << (U64(63) - shift))
        size = end - start
        kept = min(size, U64(16))
        value = ((low & LOW[kept]) ^ size) * FACTOR
        value = ((value ^ (value >> U64(32))) ^ (high & HIGH[kept])) * MIX_1
        for at in range(start + U64(16), end):
            byte = (blocks[U64(at) >> U64(3)] >> ((U64(at) & U64(7)) << U64(3))) & U64(255)
            value = ((value ^ (value >> U64(29))) ^ byte) * FACTOR
        # Not mixed any further: shingles and fingerprints are, and they are all that words are for.
        units[word] = value
