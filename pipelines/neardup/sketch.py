"""One pass over the texts: everything that the search for pairs needs to know of each."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from pipelines.core.parallel import in_threads, spans
from pipelines.core.textcolumn import TextColumn
from pipelines.core.words import character_table
from pipelines.neardup.bands import band_keys, choose_banding
from pipelines.neardup.copies import fingerprints
from pipelines.neardup.minhash import permutations, signatures
from pipelines.neardup.options import Options
from pipelines.neardup.shingles import hash_shingles
from pipelines.neardup.spill import Allocate
from pipelines.neardup.units import hash_units

BLOCK_BYTES = 256 << 10
"""Text per block: its hashes stay in the processor's cache from one kernel to the next."""


@dataclass(frozen=True, slots=True)
class Sketches:
    """What is kept of n texts while pairs are sought.

    Attributes:
        prints: uint64 (n,), one number for the whole sequence of words.
        sizes: int64 (n,), how many words (or characters).
        keys: uint32 (bands, n), the band keys.
        minima: uint8 (n, minima), the lowest byte of each MinHash minimum: enough to tell hopeless pairs from
            likely ones, at a quarter of the memory.

    Keys and minima are empty where only prints were asked for.
    """

    prints: np.ndarray
    sizes: np.ndarray
    keys: np.ndarray
    minima: np.ndarray


def sketch_bytes(rows: int, options: Options) -> int:
    """What the keys and minima of so many texts take."""
    banding = choose_banding(options.threshold, options.num_perm)
    return rows * (4 * banding.bands + banding.bands * banding.rows)


def sketch(column: TextColumn, options: Options, allocate: Allocate = np.empty) -> Sketches:
    """Hash all texts, block by block, in every core; `allocate` says where the larger arrays lie."""
    banding = choose_banding(options.threshold, options.num_perm)
    used = banding.bands * banding.rows
    factors, summands = (values[:used] for values in permutations(options.num_perm, options.seed))
    rows = len(column)
    made = Sketches(
        prints=np.empty(rows, np.uint64),
        sizes=np.empty(rows, np.int64),
        keys=allocate((banding.bands, rows), np.uint32),
        minima=allocate((rows, used), np.uint8),
    )

    def one_block(span: tuple[int, int]) -> None:
        block = slice(*span)
        units, starts = _units(column, span, options, made)
        minima = signatures(*hash_shingles(units, starts, options.ngram), factors, summands)
        made.keys[:, block] = band_keys(minima, banding.bands)
        made.minima[block] = minima.astype(np.uint8)

    _everywhere(column, one_block)
    return made


def prints_only(column: TextColumn, options: Options) -> Sketches:
    """Only the prints and sizes of all texts: enough to find the same sequence of words again."""
    rows = len(column)
    none = np.empty((0, rows), np.uint32), np.empty((rows, 0), np.uint8)
    made = Sketches(np.empty(rows, np.uint64), np.empty(rows, np.int64), *none)
    _everywhere(column, lambda span: _units(column, span, options, made))
    return made


def _units(
    column: TextColumn, span: tuple[int, int], options: Options, made: Sketches
) -> tuple[np.ndarray, np.ndarray]:
    """The units of one block; its prints and sizes are noted on the way."""
    units, starts = hash_units(column.data, column.offsets, np.arange(*span), character_table(), options.unit == "char")
    made.prints[slice(*span)] = fingerprints(units, starts)
    made.sizes[slice(*span)] = np.diff(starts)
    return units, starts


def _everywhere(column: TextColumn, work: Callable[[tuple[int, int]], object]) -> None:
    character_table()  # before the threads start, or each of them would make it
    for _ in in_threads(work, spans(column.byte_sizes, BLOCK_BYTES), "hashing texts"):
        pass
