"""What a worker of the Ray engine does with one piece: the local kernels, and arrays cut and put together.

Nothing here knows Ray. A shard is a run of rows as two plain arrays, so that workers read it where it lies.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from pipelines.core.parallel import spans
from pipelines.core.textcolumn import TextColumn, text_column
from pipelines.neardup.candidates import HALF, LOW, PARTNERS, REACH, bucket_pairs, halves, merged
from pipelines.neardup.options import Options
from pipelines.neardup.radix import sort_by_key
from pipelines.neardup.sketch import BLOCK_BYTES, prints_only, sketch
from pipelines.neardup.verify import CHUNK_BYTES, similarities


class Shard(NamedTuple):
    """n texts: row i is `data[offsets[i]:offsets[i + 1]]` (uint8, int64 from 0)."""

    data: np.ndarray
    offsets: np.ndarray


class Piece(NamedTuple):
    """Postings (key << 32 | row) of one shard in one partition: band b at `starts[b]:starts[b + 1]`."""

    postings: np.ndarray
    starts: np.ndarray


def shard(column: TextColumn, span: tuple[int, int]) -> Shard:
    """These rows of the column alone."""
    offsets = column.offsets[span[0] : span[1] + 1]
    return Shard(column.data[offsets[0] : offsets[-1]], offsets - offsets[0])


def texts_of(one: Shard) -> pa.LargeStringArray:
    """The shard as Arrow strings, without a copy."""
    buffers = (pa.py_buffer(np.ascontiguousarray(part)) for part in (one.offsets, one.data))
    return pa.LargeStringArray.from_buffers(one.offsets.size - 1, *buffers)


def sketched(one: Shard, options: Options) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """uint64 (2, n): print and size of each row; its band keys, and its minima, as in `Sketches`.

    Block by block, so that the kernel starts no threads: the other cores have workers of their own.
    """
    texts = texts_of(one)
    make = prints_only if options.measure == "sequence" else sketch
    blocks = [
        make(text_column(texts.slice(first, last - first)), options)
        for first, last in spans(np.diff(one.offsets), BLOCK_BYTES)
    ]
    prints = np.concatenate([block.prints for block in blocks])
    sizes = np.concatenate([block.sizes for block in blocks]).astype(np.uint64)
    keys = np.concatenate([block.keys for block in blocks], axis=1)
    return np.stack((prints, sizes)), keys, np.concatenate([block.minima for block in blocks])


def banded(keys: np.ndarray, rows: np.ndarray, first_row: int, parts: int) -> list[Piece]:
    """The postings of a shard's rows, cut into partitions by the upper bits of the key.

    Args:
        keys: uint32 (bands, n), of all rows of the shard.
        rows: int64, ascending; those that are compared, counted from the shard's first.
        first_row: The number of the shard's first row.
        parts: How many partitions, a power of two.
    """
    shift = np.uint32(33 - parts.bit_length())
    heaps: list[list[np.ndarray]] = [[] for _ in range(parts)]
    for band in keys:
        own = band[rows]
        where = (own >> shift).astype(np.uint16) if parts > 1 else np.zeros(own.size, np.uint16)
        order = np.argsort(where, kind="stable")
        postings = ((own.astype(np.uint64) << HALF) | (rows + first_row).astype(np.uint64))[order]
        for heap, part in zip(heaps, np.split(postings, np.searchsorted(where[order], range(1, parts))), strict=True):
            heap.append(part)
    return [Piece(np.concatenate(heap), np.cumsum([0, *map(len, heap)])) for heap in heaps]


def proposed(
    pieces: Sequence[Piece], edges: np.ndarray, minima: Callable[[int], np.ndarray], agreeing: int
) -> np.ndarray:
    """The pairs of one partition that are worth a comparison, as `candidate_pairs` finds them.

    Args:
        pieces: Of every shard, in the order of shards, so that equal keys keep their rows ascending.
        edges: int64 (shards + 1,), the first row of each shard.
        minima: Gives the minima of a shard. Only rows that share a key need theirs, which are few.
        agreeing: How many minima must agree.

    Returns:
        uint64, ascending and distinct: smaller row << 32 | larger row.
    """
    bands = range(pieces[0].starts.size - 1)
    shared = [_shared(np.concatenate([p.postings[p.starts[b] : p.starts[b + 1]] for p in pieces])) for b in bands]
    rows = np.unique(np.concatenate([band & LOW for band in shared]))
    if not rows.size:
        return rows
    sketches = _gathered(rows.astype(np.int64), edges, minima)
    # Rows are renumbered in their order, so ties in a bucket fall as they do locally.
    renumbered = ((band & ~LOW) | np.searchsorted(rows, band & LOW).astype(np.uint64) for band in shared)
    pairs = merged(bucket_pairs(band, sketches, agreeing, REACH, PARTNERS) for band in renumbered)
    left, right = halves(pairs)
    return (rows[left] << HALF) | rows[right]


def _shared(postings: np.ndarray) -> np.ndarray:
    """The postings in the order of keys, without those whose key no other row has."""
    ordered = sort_by_key(postings)
    same = (ordered[1:] >> HALF) == (ordered[:-1] >> HALF)
    crowded = np.zeros(ordered.size, bool)
    crowded[1:] |= same
    crowded[:-1] |= same
    return ordered[crowded]


def _gathered(rows: np.ndarray, edges: np.ndarray, minima: Callable[[int], np.ndarray]) -> np.ndarray:
    cuts = np.searchsorted(rows, edges)
    filled = np.flatnonzero(np.diff(cuts)).tolist()
    return np.concatenate([minima(number)[rows[cuts[number] : cuts[number + 1]] - edges[number]] for number in filled])


def taken(one: Shard, wanted: Sequence[np.ndarray]) -> list[Shard]:
    """For each group, the texts of its rows (int64, counted from the shard's first)."""
    texts = texts_of(one)
    chosen = (text_column(texts.take(pa.array(rows, pa.int64()))) for rows in wanted)
    return [shard(column, (0, len(column))) for column in chosen]


def compared(
    parts: Sequence[Shard], rows: np.ndarray, left: np.ndarray, right: np.ndarray, options: Options
) -> np.ndarray:
    """float64 (m,): the similarity of rows `left[i]` and `right[i]`; -1 where it is below the threshold.

    Args:
        parts: The texts of `rows`, from every shard in their order.
        rows: int64, ascending and distinct: all rows of the pairs.
        left: int64 (m,), one row of each pair.
        right: int64 (m,), the other.
        options: Of the run.
    """
    column = text_column(pa.concat_arrays([texts_of(part) for part in parts]))
    left, right = np.searchsorted(rows, left), np.searchsorted(rows, right)
    sizes = column.byte_sizes
    chunks = (slice(*span) for span in spans(sizes[left] + sizes[right], CHUNK_BYTES))
    found = [similarities(column, left[c], right[c], options, floor=options.threshold) for c in chunks]
    return np.concatenate([np.empty(0), *found])
