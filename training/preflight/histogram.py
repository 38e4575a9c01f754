"""How long the rows are: a histogram whose bins are the same for every report, so that two can be compared."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

EDGES = (
    8,
    16,
    24,
    32,
    48,
    64,
    96,
    128,
    192,
    256,
    384,
    512,
    768,
    1024,
    1536,
    2048,
    3072,
    4096,
    6144,
    8192,
    16384,
    32768,
)
"""Largest length in tokens of each bin; one more bin takes what is longer."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Rows of more than `above` and at most `to` tokens; the last bin has no end."""

    above: int
    to: int | None
    rows: int


def histogram(lengths: Iterable[int]) -> list[Bin]:
    """The bins in order, empty ones at both ends left out.

    Args:
        lengths: Tokens of each row.
    """
    counts = [0] * (len(EDGES) + 1)
    for length in lengths:
        counts[bisect_left(EDGES, length)] += 1
    used = [i for i, rows in enumerate(counts) if rows]
    if not used:
        return []
    bins = [Bin(a, to, rows) for a, to, rows in zip((0, *EDGES), (*EDGES, None), counts, strict=True)]
    return bins[used[0] : used[-1] + 1]
