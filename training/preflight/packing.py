"""How many rows are left when short ones share a row: best fit, decreasing, as TRL packs."""

from bisect import bisect_left, insort
from collections.abc import Sequence

BATCH = 1000
"""Rows TRL packs at a time (the default of `datasets.Dataset.map`): rows far apart never share one."""


def packed_rows(lengths: Sequence[int], max_length: int) -> int:
    """Rows after packing with TRL's strategy `bfd`.

    The longest come first, each into the fullest row it still fits in (Ding et al. 2024, arXiv 2404.10830).

    Args:
        lengths: Tokens of each row, in the order of the run.
        max_length: Tokens a packed row holds; a longer row counts as one that is full.
    """
    return sum(_bins(lengths[i : i + BATCH], max_length) for i in range(0, len(lengths), BATCH))


def _bins(lengths: Sequence[int], room: int) -> int:
    left: list[int] = []  # free tokens of the rows begun so far, ascending
    for length in sorted((min(length, room) for length in lengths if length), reverse=True):
        place = bisect_left(left, length)
        insort(left, (left.pop(place) if place < len(left) else room) - length)
    return len(left)
