"""First pass over a text: its words in lower case as UTF-8 bytes, and a zero byte wherever a word ends.

ASCII goes through one loop of vector instructions; other characters are decoded one by one.
"""

import numpy as np

from pipelines.core.kernels import kernel
from pipelines.core.utf8 import decode
from pipelines.core.words import ALONE, CODE, MARK

U8 = np.uint8
STRETCH = 64
"""Bytes that are folded as ASCII at once; what was not ASCII among them is done again."""
ROOM = 2
"""Bytes of room per byte of text: a letter may grow by one byte in lower case, or need a zero byte after it."""


@kernel
def fold(data: np.ndarray, start: int, end: int, table: np.ndarray, out: np.ndarray) -> int:
    """Write the folded bytes of `data[start:end]` to `out`; how many they are. What follows them is left alone."""
    text = data[start:end]
    if _fold_ascii(text, out) < 128:
        return text.size
    return _fold_any(data, start, end, table, out)


@kernel
def _fold_ascii(text: np.ndarray, out: np.ndarray) -> np.uint8:
    """Fold a text as if it were ASCII; all its bytes or-ed together tell whether it was."""
    folded = out[: text.size]
    seen = U8(0)
    for i in range(text.size):
        byte = text[i]
        seen |= byte
        lower = U8(byte | U8(32))
        letter = U8(lower - U8(97)) < U8(26)
        digit = U8(byte - U8(48)) < U8(10)
        folded[i] = lower if letter else (byte if digit else U8(0))
    return seen


@kernel
def _fold_any(data: np.ndarray, start: int, end: int, table: np.ndarray, out: np.ndarray) -> int:
    """The same for any text: stretches of ASCII at once, what lies between them character by character."""
    inside = False
    used = 0
    at = start
    while at < end:
        if data[at] < 128:
            stop = min(at + STRETCH, end)
            if _fold_ascii(data[at:stop], out[used:]) >= 128:
                stop = _ascii_end(data, at, stop)
            used += stop - at
            inside = out[used - 1] != 0
            at = stop
            continue
        entry, at = next_entry(data, at, end, table, inside)
        if inside and (entry == 0 or entry & ALONE):
            out[used] = 0
            used += 1
        inside = entry != 0
        if inside:
            used = _encode(entry & CODE, out, used)
            if entry & ALONE:
                used, at = _end_word(data, at, end, table, out, used)
                inside = False
    return used


@kernel
def _ascii_end(data: np.ndarray, at: int, end: int) -> int:
    """Where the first byte from `at` on lies that is not ASCII, or the end."""
    while at < end and data[at] < 128:
        at += 1
    return at


@kernel
def _end_word(data: np.ndarray, at: int, end: int, table: np.ndarray, out: np.ndarray, used: int) -> tuple[int, int]:
    """Append the marks of a letter that is a word by itself, and the word's end."""
    while at < end and data[at] >= 128:
        entry, after = next_entry(data, at, end, table, True)
        if not entry & MARK:
            break
        used = _encode(entry & CODE, out, used)
        at = after
    out[used] = 0
    return used + 1, at


@kernel
def _encode(code: int, out: np.ndarray, used: int) -> int:
    """Append a code point in UTF-8."""
    if code < 0x80:
        out[used] = code
        return used + 1
    if code < 0x800:
        out[used] = 0xC0 | (code >> 6)
        out[used + 1] = 0x80 | (code & 0x3F)
        return used + 2
    if code < 0x10000:
        out[used] = 0xE0 | (code >> 12)
        out[used + 1] = 0x80 | ((code >> 6) & 0x3F)
        out[used + 2] = 0x80 | (code & 0x3F)
        return used + 3
    out[used] = 0xF0 | (code >> 18)
    for k in range(3):
        out[used + 1 + k] = 0x80 | ((code >> (12 - 6 * k)) & 0x3F)
    return used + 4


@kernel
def next_entry(data: np.ndarray, at: int, end: int, table: np.ndarray, inside: bool) -> tuple[int, int]:
    """The table's entry for the character at `at`, and where the next one starts. The end separates."""
    if at >= end:
        return 0, at + 1
    if data[at] < 128:
        return np.int64(table[data[at]]), at + 1
    code, after = decode(data, at, end)
    entry = np.int64(table[code]) if code < table.size else 0
    if entry & MARK and not inside:
        entry = 0
    return entry, after
