"""How often each 64-bit key was seen, in an open-addressing table of numpy arrays."""

import numpy as np

_SMALLEST = 1 << 12
_FULLEST = 0.6
_PIECE = 1 << 16


class Tally:
    """Counts keys by the batch; 12 bytes a slot, at most six slots in ten taken.

    Keys must be spread evenly, as digests are: the low bits are the place in the table (linear probing).
    """

    def __init__(self) -> None:
        self._keys = np.zeros(_SMALLEST, dtype=np.uint64)
        self._counts = np.zeros(_SMALLEST, dtype=np.uint32)
        self._taken = 0

    def __len__(self) -> int:
        """Different keys."""
        return self._taken

    def add(self, keys: np.ndarray) -> np.ndarray:
        """Count a batch of `uint64` keys; how often each was there before, earlier ones of the batch included."""
        keys = np.where(keys == 0, np.uint64(1), keys)  # zero marks an empty slot
        different, which, times = np.unique(keys, return_inverse=True, return_counts=True)
        self._make_room(len(different))
        slots = self._slots(different)
        before = self._counts[slots].astype(np.int64)
        self._counts[slots] += times.astype(np.uint32)
        found = before[which]
        if len(different) < len(keys):
            found += _rank_among_equals(which, times)
        return found

    def add_one(self, key: int) -> int:
        """As `add`, for a single key."""
        key = key or 1
        self._make_room(1)
        at = key & (len(self._keys) - 1)
        while (held := int(self._keys[at])) and held != key:
            at = (at + 1) & (len(self._keys) - 1)
        if not held:
            self._keys[at] = key
            self._taken += 1
        before = int(self._counts[at])
        self._counts[at] = before + 1
        return before

    def _slots(self, keys: np.ndarray) -> np.ndarray:
        """The slot of each of these different keys; new ones get one."""
        mask = np.uint64(len(self._keys) - 1)
        slots = (keys & mask).astype(np.int64)
        searching = np.arange(len(keys))
        while searching.size:
            at, wanted = slots[searching], keys[searching]
            empty = self._keys[at] == 0
            self._keys[at[empty]] = wanted[empty]  # of several that want one slot the last gets it
            missed = self._keys[at] != wanted
            self._taken += len(np.unique(at[empty]))
            searching = searching[missed]
            slots[searching] = (slots[searching] + 1) & int(mask)
        return slots

    def _make_room(self, more: int) -> None:
        size = len(self._keys)
        while self._taken + more > size * _FULLEST:
            size *= 2
        if size == len(self._keys):
            return
        old_keys, old_counts = self._keys, self._counts
        self._keys, self._counts = np.zeros(size, dtype=np.uint64), np.zeros(size, dtype=np.uint32)
        self._taken = 0
        for start in range(0, len(old_keys), _PIECE):  # by pieces: the arrays on the way stay small
            keys, counts = old_keys[start : start + _PIECE], old_counts[start : start + _PIECE]
            held = keys != 0
            self._counts[self._slots(keys[held])] = counts[held]


def _rank_among_equals(which: np.ndarray, times: np.ndarray) -> np.ndarray:
    """For each row, how many rows before it hold the same value."""
    order = np.argsort(which, kind="stable")
    starts = np.cumsum(times) - times
    ranks = np.empty(len(which), dtype=np.int64)
    ranks[order] = np.arange(len(which)) - np.repeat(starts, times)
    return ranks
