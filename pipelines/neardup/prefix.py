"""Candidates of the exact join: no signature, no chance; every pair at the threshold is among them.

Prefix filtering (Chaudhuri, Ganti, Kaushik 2006; Bayardo, Ma, Srikant 2007): put the shingles of all sets into one
order, rarest first. Two sets that share `need` shingles must share one among the first `size - need + 1` of each.
For containment only the smaller set's prefix is looked up, among all shingles of the others.
"""

import math
from collections.abc import Iterator

import numpy as np

from pipelines.core.kernels import kernel
from pipelines.core.parallel import in_threads, spans
from pipelines.core.textcolumn import TextColumn
from pipelines.neardup.candidates import merged
from pipelines.neardup.options import Options
from pipelines.neardup.radix import sort_by_key
from pipelines.neardup.sets import shingle_sets

U64 = np.uint64
HALF = U64(32)
LOW = U64(0xFFFFFFFF)
BLOCK_BYTES = 1 << 20
PARTS = 64
"""Postings lie in so many parts by their shingle, each sorted and searched by itself."""
ROUND_BYTES = 1 << 30
"""Postings held at a time; more of them are made in several rounds over the texts."""
FEWEST = 10
"""A text with fewer shingles stands in many others by chance and is not looked up as contained."""
ROUNDING = 1e-9


def joined_pairs(column: TextColumn, rows: np.ndarray, options: Options) -> np.ndarray:
    """Every pair of the given rows that can reach the threshold.

    Args:
        column: The texts.
        rows: int64, ascending; the rows to be compared.
        options: Threshold, measure, unit and ngram.

    Returns:
        uint64, ascending and distinct: smaller row << 32 | larger row.
    """
    frequency, sizes = _frequencies(column, rows, options)
    share = 1.0 if options.contained else 1 - options.threshold
    rounds = max(1, math.ceil(sizes.sum() * share * 8 / ROUND_BYTES))
    found = (_round(column, rows, options, frequency, sizes, number, rounds) for number in range(rounds))
    return merged(pairs for parts in found for pairs in parts)


def _blocks(column: TextColumn, rows: np.ndarray) -> list[tuple[int, int]]:
    return spans(column.byte_sizes[rows], BLOCK_BYTES)


def _frequencies(column: TextColumn, rows: np.ndarray, options: Options) -> tuple[np.ndarray, np.ndarray]:
    """uint32, how often shingles of each lowest bits occur; and int64 by row, how large its set is."""
    slots = 1 << min(max(int(column.byte_sizes[rows].sum()).bit_length() - 3, 10), 24)
    frequency, sizes = np.zeros(slots, np.uint32), np.zeros(len(column), np.int64)
    blocks = _blocks(column, rows)
    work = lambda span: shingle_sets(column, rows[slice(*span)], options)  # noqa: E731 - one expression, used once
    for span, sets in zip(blocks, in_threads(work, blocks, "counting shingles"), strict=True):
        sizes[rows[slice(*span)]] = sets.sizes
        count_shingles(sets.values, sets.starts, sets.sizes, frequency)
    return frequency, sizes


def _round(
    column: TextColumn,
    rows: np.ndarray,
    options: Options,
    frequency: np.ndarray,
    sizes: np.ndarray,
    number: int,
    rounds: int,
) -> Iterator[np.ndarray]:
    """The pairs that share a shingle of this round's range."""
    blocks = _blocks(column, rows)

    def postings(span: tuple[int, int]) -> list[np.ndarray]:
        own = rows[slice(*span)]
        sets = shingle_sets(column, own, options)
        short, ends = prefixes(*sets, own, frequency, options.threshold, options.contained, number, rounds)
        if not options.contained:
            return [short[a:b] for a, b in zip(ends, ends[1:], strict=False)]
        whole, stops = everything(*sets, own, number, rounds)
        return [part for p in range(PARTS) for part in (short[ends[p] : ends[p + 1]], whole[stops[p] : stops[p + 1]])]

    kinds = 2 if options.contained else 1
    heaps: list[list[np.ndarray]] = [[] for _ in range(kinds * PARTS)]
    for parts in in_threads(postings, blocks, "looking for rare shingles"):
        for heap, part in zip(heaps, parts, strict=True):
            heap.append(part)

    def pairs(part: int) -> np.ndarray:
        own = [sort_by_key(np.concatenate(heaps[kinds * part + kind])) for kind in range(kinds)]
        found = lookups(*own, sizes) if options.contained else meetings(own[0], sizes, options.threshold)
        return np.unique(found)

    return in_threads(pairs, range(PARTS), "joining")


@kernel
def count_shingles(values: np.ndarray, starts: np.ndarray, sizes: np.ndarray, frequency: np.ndarray) -> None:
    """Add one for each shingle of each set, in the slot of its lowest bits."""
    mask = U64(frequency.size - 1)
    for row in range(sizes.size):
        for i in range(starts[row], starts[row] + sizes[row]):
            frequency[values[i] & mask] += np.uint32(1)


@kernel
def prefixes(
    values: np.ndarray,
    starts: np.ndarray,
    sizes: np.ndarray,
    rows: np.ndarray,
    frequency: np.ndarray,
    threshold: float,
    contained: bool,
    number: int,
    rounds: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Each row's rarest shingles, as many as a partner must share one of: postings by part, and where parts start."""
    mask = U64(frequency.size - 1)
    chosen = np.empty(values.size, np.uint64)
    owner = np.empty(values.size, np.int64)
    used = 0
    for row in range(sizes.size):
        size = sizes[row]
        if contained and size < FEWEST:
            continue
        own = values[starts[row] : starts[row] + size]
        order = np.empty(size, np.uint64)
        for i in range(size):
            order[i] = (U64(frequency[own[i] & mask]) << HALF) | (own[i] >> HALF)
        order.sort()
        for i in range(size - np.int64(np.ceil(threshold * size - ROUNDING)) + 1):
            chosen[used] = order[i] & LOW
            owner[used] = rows[row]
            used += 1
    return _by_part(chosen[:used], owner[:used], number, rounds)


@kernel
def everything(
    values: np.ndarray, starts: np.ndarray, sizes: np.ndarray, rows: np.ndarray, number: int, rounds: int
) -> tuple[np.ndarray, np.ndarray]:
    """The same for all shingles of each row."""
    chosen = np.empty(values.size, np.uint64)
    owner = np.empty(values.size, np.int64)
    used = 0
    for row in range(sizes.size):
        for i in range(starts[row], starts[row] + sizes[row]):
            chosen[used] = values[i] >> HALF
            owner[used] = rows[row]
            used += 1
    return _by_part(chosen[:used], owner[:used], number, rounds)


@kernel
def _by_part(shingles: np.ndarray, owner: np.ndarray, number: int, rounds: int) -> tuple[np.ndarray, np.ndarray]:
    """Postings (shingle << 32 | row) of this round, part by part."""
    starts = np.zeros(PARTS + 1, np.int64)
    cells = U64(PARTS * rounds)
    first = number * PARTS
    for i in range(shingles.size):
        cell = np.int64((shingles[i] * cells) >> HALF) - first
        if 0 <= cell < PARTS:
            starts[cell + 1] += 1
    for part in range(PARTS):
        starts[part + 1] += starts[part]
    postings = np.empty(starts[PARTS], np.uint64)
    places = starts.copy()
    for i in range(shingles.size):
        cell = np.int64((shingles[i] * cells) >> HALF) - first
        if 0 <= cell < PARTS:
            postings[places[cell]] = (shingles[i] << HALF) | U64(owner[i])
            places[cell] += 1
    return postings, starts


@kernel
def meetings(postings: np.ndarray, sizes: np.ndarray, threshold: float) -> np.ndarray:
    """Pairs of rows with the same shingle whose sizes allow the threshold; sorted postings in, packed pairs out."""
    pairs = np.empty(1024, np.uint64)
    used = 0
    for i in range(postings.size):
        row = postings[i] & LOW
        size = sizes[np.int64(row)]
        for j in range(i + 1, postings.size):
            if postings[j] >> HALF != postings[i] >> HALF:
                break
            other = postings[j] & LOW
            across = sizes[np.int64(other)]
            if min(size, across) < threshold * max(size, across) - ROUNDING or other == row:
                continue
            if used == pairs.size:
                pairs = np.concatenate((pairs, np.empty_like(pairs)))
            pairs[used] = (min(row, other) << HALF) | max(row, other)
            used += 1
    return pairs[:used].copy()


@kernel
def lookups(probes: np.ndarray, postings: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Pairs of a probe and a row with the same shingle that is no smaller; both sorted by shingle."""
    pairs = np.empty(1024, np.uint64)
    used = begin = 0
    for i in range(probes.size):
        shingle, row = probes[i] >> HALF, probes[i] & LOW
        while begin < postings.size and postings[begin] >> HALF < shingle:
            begin += 1
        for j in range(begin, postings.size):
            if postings[j] >> HALF != shingle:
                break
            other = postings[j] & LOW
            if other == row or sizes[np.int64(other)] < sizes[np.int64(row)]:
                continue
            if used == pairs.size:
                pairs = np.concatenate((pairs, np.empty_like(pairs)))
            pairs[used] = (min(row, other) << HALF) | max(row, other)
            used += 1
    return pairs[:used].copy()
