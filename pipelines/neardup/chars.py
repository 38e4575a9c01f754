"""The same for texts counted in characters: the hash of every character, straight from the bytes."""

import numpy as np

from pipelines.core.kernels import kernel
from pipelines.core.words import CODE
from pipelines.neardup.fold import next_entry
from pipelines.neardup.mix import finish

U64 = np.uint64


@kernel
def hash_chars(
    data: np.ndarray, offsets: np.ndarray, rows: np.ndarray, table: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Hash the characters of the chosen rows, as `pipelines.neardup.units.hash_units` promises."""
    room = 0
    for row in rows:
        room += offsets[row + 1] - offsets[row]
    units = np.empty(room, np.uint64)
    starts = np.empty(rows.size + 1, np.int64)
    used = 0
    for i in range(rows.size):
        starts[i] = used
        used = _hash_row(data, offsets[rows[i]], offsets[rows[i] + 1], table, units, used)
    starts[rows.size] = used
    return units[:used], starts


@kernel
def _hash_row(data: np.ndarray, start: int, end: int, table: np.ndarray, units: np.ndarray, used: int) -> int:
    """Append the hashes of one row's characters to `units`, a space between any two runs of them."""
    inside = begun = False
    at = start
    while at < end:
        entry, at = next_entry(data, at, end, table, inside)
        if entry:
            if begun and not inside:
                units[used] = finish(U64(32))
                used += 1
            units[used] = finish(U64(entry & CODE))
            used += 1
            begun = True
        inside = entry != 0
    return used
