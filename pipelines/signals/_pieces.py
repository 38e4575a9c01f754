"""Lines and paragraphs in compiled loops: what stands between line feeds, and what of it comes again."""

import numpy as np

from pipelines.core.kernels import kernel
from pipelines.core.utf8 import BLANK, U64, characters, finished, folded, mixed
from pipelines.signals._seen import emptied, slot_of

_FEED = 10
_WIDE = U64(8)


@kernel
def repeated_pieces(data: np.ndarray, at: int, end: int, feeds: int, keys: np.ndarray) -> tuple[int, int, int]:
    """The pieces between runs of at least so many line feeds, how many repeat an earlier one, and their characters."""
    count = again = chars = 0
    room = emptied(keys, _feeds(data, at, end) + 1)
    begun = at
    while begun <= end:
        while at < end and data[at] != _FEED:
            at += 1
        run = 0
        while at + run < end and data[at + run] == _FEED:
            run += 1
        if at == end or run >= feeds:
            count += 1
            if slot_of(keys, room, _hashed(data, U64(begun), U64(at)))[1]:
                again += 1
                chars += characters(data, begun, at)
            begun = at + max(run, 1)
        at += run
    return count, again, chars


@kernel
def _feeds(data: np.ndarray, start: int, end: int) -> int:
    count = 0
    for at in range(start, end):
        count += data[at] == _FEED
    return count


@kernel
def _hashed(data: np.ndarray, at: U64, end: U64) -> U64:
    """Hash of some bytes, eight at a time."""
    value = mixed(BLANK, end - at)
    while at + _WIDE <= end:
        word = U64(0)
        for k in range(8):
            word |= U64(data[at + U64(k)]) << U64(8 * k)
        value = folded(mixed(value, word))
        at += _WIDE
    while at < end:
        value = mixed(value, data[at])
        at += U64(1)
    return finished(value)
