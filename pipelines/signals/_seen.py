"""A set of hashes in compiled loops, in the first slots of an array that is cleared for every use."""

import numpy as np

from pipelines.core.kernels import kernel
from pipelines.core.utf8 import U64

_FREE = U64(0)


@kernel
def room_for(count: int) -> int:
    """Slots, a power of two, that leave three in four of them free for so many hashes."""
    room = 2
    while room < 4 * count:
        room *= 2
    return room


@kernel(inline="always")
def slot_of(keys: np.ndarray, room: int, key: U64) -> tuple[int, bool]:
    """The slot of a hash in the first `room` slots, taken for it where it is new, and whether it was there before."""
    key = max(key, U64(1))
    slot = np.int64(key & U64(room - 1))
    while keys[slot] != key and keys[slot] != _FREE:
        slot = (slot + 1) & (room - 1)
    known = keys[slot] == key
    keys[slot] = key
    return slot, known


@kernel
def emptied(keys: np.ndarray, count: int) -> int:
    """Room for so many hashes, cleared."""
    room = room_for(count)
    keys[:room] = _FREE
    return room
