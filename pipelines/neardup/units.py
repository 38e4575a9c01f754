"""The fast path of `words`: the hash of every word (or character) of many texts, straight from their bytes."""

import numpy as np
from numba import njit

from pipelines.neardup.words import ALONE, CODE, MARK

U64 = np.uint64
FACTOR = U64(0x9E3779B97F4A7C15)
MIX_1 = U64(0xFF51AFD7ED558CCD)
MIX_2 = U64(0xC4CEB9FE1A85EC53)
BLANK = U64(0xCBF29CE484222325)


@njit(cache=True, nogil=True)
def hash_units(
    data: np.ndarray, offsets: np.ndarray, rows: np.ndarray, table: np.ndarray, by_char: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Hash the words, or the characters, of the chosen rows.

    Returns:
        uint64 hashes of all rows one after the other, and int64 (rows + 1,) where each row's hashes start.
    """
    room = 0
    for row in rows:
        size = offsets[row + 1] - offsets[row]
        room += size if by_char else (size + 1) // 2
    units = np.empty(room, np.uint64)
    starts = np.empty(rows.size + 1, np.int64)
    used = 0
    for i in range(rows.size):
        starts[i] = used
        start, end = offsets[rows[i]], offsets[rows[i] + 1]
        if by_char:
            used = _hash_chars(data, start, end, table, units, used)
        else:
            used = _hash_words(data, start, end, table, units, used)
    starts[rows.size] = used
    return units[:used], starts


@njit(cache=True, nogil=True)
def _hash_words(data: np.ndarray, start: int, end: int, table: np.ndarray, units: np.ndarray, used: int) -> int:
    """Append the hashes of one row's words to `units`; a word after which any letter starts a new one is `cut`."""
    word = BLANK
    inside = cut = False
    at = start
    while at <= end:
        entry, at = _next_entry(data, at, end, table, inside)
        if inside and (entry == 0 or (entry & ALONE or cut) and not entry & MARK):
            units[used] = _finish(word)
            used += 1
            word = BLANK
            cut = False
        inside = entry != 0
        if inside:
            word = (word ^ U64(entry & CODE)) * FACTOR
            if entry & ALONE:
                cut = True
    return used


@njit(cache=True, nogil=True)
def _hash_chars(data: np.ndarray, start: int, end: int, table: np.ndarray, units: np.ndarray, used: int) -> int:
    """Append the hashes of one row's characters to `units`, a space between any two runs of them."""
    inside = begun = False
    at = start
    while at < end:
        entry, at = _next_entry(data, at, end, table, inside)
        if entry:
            if begun and not inside:
                units[used] = _finish(U64(32))
                used += 1
            units[used] = _finish(U64(entry & CODE))
            used += 1
            begun = True
        inside = entry != 0
    return used


@njit(cache=True, nogil=True)
def _next_entry(data: np.ndarray, at: int, end: int, table: np.ndarray, inside: bool) -> tuple[int, int]:
    """The table's entry for the character at `at`, and where the next one starts. The end separates."""
    if at >= end:
        return 0, at + 1
    if data[at] < 128:
        return np.int64(table[data[at]]), at + 1
    code, after = _decode(data, at, end)
    entry = np.int64(table[code]) if code < table.size else 0
    if entry & MARK and not inside:
        entry = 0
    return entry, after


@njit(cache=True, nogil=True)
def _decode(data: np.ndarray, at: int, end: int) -> tuple[int, int]:
    """Code point of a UTF-8 sequence and the place after it; 0, a separator, for a broken or cut one."""
    first = np.int64(data[at])
    size = 1 + (first >= 0xC0) + (first >= 0xE0) + (first >= 0xF0)
    if size == 1 or at + size > end:
        return 0, at + 1
    code = first & (0x7F >> size)
    for k in range(1, size):
        code = (code << 6) | (np.int64(data[at + k]) & 0x3F)
    return code, at + size


@njit(cache=True, nogil=True)
def _finish(value: U64) -> U64:
    """The 64-bit finaliser of MurmurHash3 (Appleby, public domain)."""
    value = (value ^ (value >> U64(33))) * MIX_1
    value = (value ^ (value >> U64(33))) * MIX_2
    return value ^ (value >> U64(33))
