"""The words of many texts as 64-bit hashes: the only place that knows how the near-duplicate kernel makes them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import pyarrow as pa

Result = TypeVar("Result")

_BLOCK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows one after the other.

    Attributes:
        first: The number of the first row.
        sizes: int64 (rows,), words of each.
        prints: uint64 (rows,), one number for the whole sequence of a row's words.
        grams: By n, the hashes of the rows' n-grams in text order, uint64, and where each row's start, int64
            (rows + 1,). A row with fewer than n words has one gram of what it has, one without words none.
    """

    first: int
    sizes: np.ndarray
    prints: np.ndarray
    grams: dict[int, tuple[np.ndarray, np.ndarray]]


def over_blocks(
    texts: pa.Array | pa.ChunkedArray, ngrams: Sequence[int], work: Callable[[Block], Result], label: str
) -> Iterator[Result]:
    """`work` on all rows, block by block in every core, in order; nothing of a block is held longer than its work."""
    from pipelines.core.parallel import in_threads, spans
    from pipelines.core.textcolumn import text_column
    from pipelines.core.words import character_table
    from pipelines.neardup.copies import fingerprints
    from pipelines.neardup.shingles import hash_shingles
    from pipelines.neardup.units import hash_units

    column, table = text_column(texts), character_table()

    def one(span: tuple[int, int]) -> Result:
        units, starts = hash_units(column.data, column.offsets, np.arange(*span), table, False)
        grams = {n: hash_shingles(units, starts, n) for n in ngrams}
        return work(Block(span[0], np.diff(starts), fingerprints(units, starts), grams))

    yield from in_threads(one, spans(column.byte_sizes, _BLOCK_BYTES), label)


def row_of_each(begins: np.ndarray) -> np.ndarray:
    """int64: the row each gram belongs to, given where the rows' grams start."""
    return np.repeat(np.arange(begins.size - 1), np.diff(begins))
