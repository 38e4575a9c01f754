"""Joining cells that are too small to say anything, in an order that anybody can repeat.

A cell is one combination of levels (label, confidence, source, length). The dimensions are gone through from the least
to the most telling. Along each, cells that agree in all the more telling ones form a group; while a stratum of the
group is too small, the smallest joins its neighbour in the group: the nearest level where levels have an order, else
the smallest one. What stays too small is then a whole group, which the next dimension joins with its like.
"""

import heapq
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SHOWN = 2
"""Levels that a merged stratum's name lists in full; of more it names the first."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """What records are told apart by: its levels by name, in their order where `ordered`.

    `whole` is the part of a stratum's name that stands for all levels ("any length").
    """

    name: str
    levels: tuple[str, ...]
    ordered: bool
    whole: str


@dataclass(slots=True)
class _Group:
    """Cells that stand together: their numbers, their records, and the levels they span along the current dimension."""

    cells: list[int]
    size: int
    low: int
    high: int


def merge(
    cells: NDArray[np.integer], sizes: Sequence[int], dimensions: Sequence[Dimension], smallest: int
) -> list[list[int]]:
    """The cells of each stratum, strata in the order of their first cell.

    Args:
        cells: Levels of each cell, shape (cells, dimensions), rows in ascending order.
        sizes: Records of each cell.
        dimensions: From the most telling, which is given up last, to the least.
        smallest: Records that a stratum must have; only a single stratum that is left may have fewer.
    """
    groups = [_Group([cell], int(size), 0, 0) for cell, size in enumerate(sizes)]
    for depth in reversed(range(len(dimensions))):
        together: dict[bytes, list[_Group]] = defaultdict(list)
        for group in groups:
            along = cells[group.cells, depth]
            group.low, group.high = int(along.min()), int(along.max())
            together[cells[group.cells[0], :depth].tobytes()].append(group)
        join = _join_nearest if dimensions[depth].ordered else _join_smallest
        groups = [left for near in together.values() for left in (join(near, smallest) if len(near) > 1 else near)]
    return sorted(sorted(group.cells) for group in groups)


def _join_nearest(groups: list[_Group], smallest: int) -> list[_Group]:
    """Join the smallest with the nearest along an ordered dimension, until all are large enough."""
    while len(groups) > 1:
        least = min(groups, key=lambda one: (one.size, one.cells))
        if least.size >= smallest:
            break
        others = [one for one in groups if one is not least]
        nearest = min(others, key=lambda one: (_gap(least, one), one.size, one.cells))
        groups = [one for one in others if one is not nearest]
        groups.append(_union(least, nearest))
    return groups


def _join_smallest(groups: list[_Group], smallest: int) -> list[_Group]:
    """Join the two smallest, until all are large enough; there may be thousands of sources."""
    heap = [(one.size, one.cells, one) for one in groups]
    heapq.heapify(heap)
    while len(heap) > 1 and heap[0][0] < smallest:
        joined = _union(heapq.heappop(heap)[2], heapq.heappop(heap)[2])
        heapq.heappush(heap, (joined.size, joined.cells, joined))
    return [one for _, _, one in heap]


def _gap(a: _Group, b: _Group) -> int:
    return max(a.low - b.high, b.low - a.high, 0)


def _union(a: _Group, b: _Group) -> _Group:
    first, second = (a, b) if a.cells[0] < b.cells[0] else (b, a)
    return _Group(first.cells + second.cells, a.size + b.size, min(a.low, b.low), max(a.high, b.high))


def name(levels: NDArray[np.integer], dimensions: Sequence[Dimension]) -> str:
    """What a stratum of these cells is called; a dimension with a single level says nothing and is left out."""
    told = [
        (dimension, along) for dimension, along in zip(dimensions, levels.T, strict=True) if len(dimension.levels) > 1
    ]
    parts = [_part(sorted(set(along.tolist())), dimension) for dimension, along in told]
    narrow = any(part != dimension.whole for part, (dimension, _) in zip(parts, told, strict=True))
    return " | ".join(parts) if narrow else "all records"


def _part(present: list[int], dimension: Dimension) -> str:
    if len(present) == len(dimension.levels):
        return dimension.whole
    if len(present) <= SHOWN:
        return " or ".join(dimension.levels[level] for level in present)
    return f"{dimension.levels[present[0]]} and {len(present) - 1} more"
