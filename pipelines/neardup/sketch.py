"""One pass over the texts: everything that the search for pairs needs to know of each."""

from dataclasses import dataclass

import numpy as np

from pipelines.neardup.bands import band_keys, choose_banding
from pipelines.neardup.column import TextColumn
from pipelines.neardup.copies import fingerprints
from pipelines.neardup.minhash import permutations, signatures
from pipelines.neardup.options import Options
from pipelines.neardup.parallel import in_threads, spans
from pipelines.neardup.shingles import hash_shingles
from pipelines.neardup.units import hash_units
from pipelines.neardup.words import character_table

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
    """

    prints: np.ndarray
    sizes: np.ndarray
    keys: np.ndarray
    minima: np.ndarray


def sketch(column: TextColumn, options: Options) -> Sketches:
    """Hash all texts, block by block, in every core."""
    banding = choose_banding(options.threshold, options.num_perm)
    used = banding.bands * banding.rows
    factors, summands = (values[:used] for values in permutations(options.num_perm, options.seed))
    table = character_table()
    rows = len(column)
    made = Sketches(
        prints=np.empty(rows, np.uint64),
        sizes=np.empty(rows, np.int64),
        keys=np.empty((banding.bands, rows), np.uint32),
        minima=np.empty((rows, used), np.uint8),
    )

    def one_block(span: tuple[int, int]) -> None:
        block = slice(*span)
        units, starts = hash_units(column.data, column.offsets, np.arange(*span), table, options.unit == "char")
        shingles, begins = hash_shingles(units, starts, options.ngram)
        minima = signatures(shingles, begins, factors, summands)
        made.prints[block] = fingerprints(units, starts)
        made.sizes[block] = np.diff(starts)
        made.keys[:, block] = band_keys(minima, banding.bands)
        made.minima[block] = minima.astype(np.uint8)

    for _ in in_threads(one_block, spans(column.byte_sizes, BLOCK_BYTES), "hashing texts"):
        pass
    return made
