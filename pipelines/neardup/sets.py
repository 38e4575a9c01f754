"""The sets that are compared: the distinct shingles of chosen rows."""

from typing import NamedTuple

import numpy as np

from pipelines.core.kernels import kernel
from pipelines.core.textcolumn import TextColumn
from pipelines.core.words import character_table
from pipelines.neardup.options import Options
from pipelines.neardup.shingles import hash_shingles
from pipelines.neardup.units import hash_units


class Sets(NamedTuple):
    """Distinct shingles: of row i `values[starts[i] : starts[i] + sizes[i]]`, in text order."""

    values: np.ndarray
    starts: np.ndarray
    sizes: np.ndarray


def shingle_sets(column: TextColumn, rows: np.ndarray, options: Options) -> Sets:
    """The sets of these rows (int64), one after the other."""
    units, starts = hash_units(column.data, column.offsets, rows, character_table(), options.unit == "char")
    shingles, begins = hash_shingles(units, starts, options.ngram)
    return Sets(shingles, begins, keep_distinct(shingles, begins))


@kernel
def keep_distinct(shingles: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Move each row's distinct shingles to its front, in their order; how many they are (int64)."""
    sizes = np.zeros(starts.size - 1, np.int64)
    slots, stamps = room_for(starts[1:] - starts[:-1])
    for row in range(sizes.size):
        own = shingles[starts[row] : starts[row + 1]]
        mask = mask_for(own.size)
        kept = 0
        for i in range(own.size):
            value = own[i]
            if add(slots, stamps, np.uint64(row + 1), mask, value):
                own[kept] = value
                kept += 1
        sizes[row] = kept
    return sizes


@kernel
def room_for(sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """An empty hash table for one set at a time: its slots, and the number of the set that each was filled for."""
    largest = np.int64(1)
    for size in sizes:
        largest = max(largest, size)
    room = np.int64(mask_for(largest)) + 1
    return np.empty(room, np.uint64), np.zeros(room, np.uint64)


@kernel
def mask_for(size: int) -> np.uint64:
    """For a set of this size: a power of two, at least twice as many slots, less one."""
    room = np.uint64(2)
    while room < np.uint64(2 * size):
        room <<= np.uint64(1)
    return room - np.uint64(1)


@kernel
def add(slots: np.ndarray, stamps: np.ndarray, number: np.uint64, mask: np.uint64, value: np.uint64) -> bool:
    """Put a value into set `number` (from 1, never used before for another set); whether it was new."""
    at = value & mask
    while stamps[at] == number:
        if slots[at] == value:
            return False
        at = (at + np.uint64(1)) & mask
    slots[at] = value
    stamps[at] = number
    return True


@kernel
def holds(slots: np.ndarray, stamps: np.ndarray, number: np.uint64, mask: np.uint64, value: np.uint64) -> bool:
    """Whether set `number` has this value."""
    at = value & mask
    while stamps[at] == number:
        if slots[at] == value:
            return True
        at = (at + np.uint64(1)) & mask
    return False
