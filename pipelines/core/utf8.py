"""UTF-8 read in compiled loops: one character and its entry in a table, and the hashes words are known by.

What runs once a character is inlined by force: called, it took a third of the time.
"""

import numpy as np

from pipelines.core.kernels import kernel

U64 = np.uint64
FACTOR = U64(0x9E3779B97F4A7C15)
MIX_1 = U64(0xFF51AFD7ED558CCD)
MIX_2 = U64(0xC4CEB9FE1A85EC53)
BLANK = U64(0xCBF29CE484222325)


@kernel(inline="always")
def entry_at(data: np.ndarray, at: int, end: int, table: np.ndarray) -> tuple[int, int, int]:
    """The table's entry for the character at `at` (0 above the table), its code point, and where the next starts."""
    byte = data[U64(at)]  # unsigned, for a signed place is first tested for counting from the end
    if byte < 128:
        return np.int64(table[byte]), np.int64(byte), at + 1
    code, after = decode(data, at, end)
    return np.int64(table[code]) if code < table.size else 0, code, after


@kernel
def decode(data: np.ndarray, at: int, end: int) -> tuple[int, int]:
    """Code point of a UTF-8 sequence and the place after it; 0, a separator, for a broken or cut one."""
    first = np.int64(data[at])
    size = 1 + (first >= 0xC0) + (first >= 0xE0) + (first >= 0xF0)
    if size == 1 or at + size > end:
        return 0, at + 1
    code = first & (0x7F >> size)
    for k in range(1, size):
        code = (code << 6) | (np.int64(data[at + k]) & 0x3F)
    return code, at + size


@kernel
def characters(data: np.ndarray, start: int, end: int) -> int:
    """How many characters begin in these bytes."""
    count = 0
    for at in range(start, end):
        count += (data[at] & 0xC0) != 0x80
    return count


@kernel(inline="always")
def mixed(hashed: U64, value: int) -> U64:
    """A hash that also depends on one more value."""
    return (hashed ^ U64(value)) * FACTOR


@kernel(inline="always")
def folded(value: U64) -> U64:
    """A hash whose low bits depend on its high ones, too: enough where it is only compared and put in slots."""
    return value ^ (value >> U64(32))


@kernel(inline="always")
def finished(value: U64) -> U64:
    """The 64-bit finaliser of MurmurHash3 (Appleby, public domain)."""
    value = (value ^ (value >> U64(33))) * MIX_1
    value = (value ^ (value >> U64(33))) * MIX_2
    return value ^ (value >> U64(33))
