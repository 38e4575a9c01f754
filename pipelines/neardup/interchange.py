"""Signatures for and from datasketch: the same numbers under either roof."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from pipelines.core.errors import VerilodeError
from pipelines.core.parallel import in_threads, spans
from pipelines.core.textcolumn import text_column
from pipelines.core.words import character_table
from pipelines.neardup.minhash import permutations, signatures
from pipelines.neardup.options import Options
from pipelines.neardup.shingles import hash_shingles
from pipelines.neardup.sketch import BLOCK_BYTES
from pipelines.neardup.units import hash_units

if TYPE_CHECKING:
    from datasketch import LeanMinHash

SCHEME = "affine32"


def signature_matrix(texts: pa.Array | pa.ChunkedArray | Sequence[str], options: Options) -> np.ndarray:
    """uint32 (n, num_perm): MinHash signatures, bit for bit those of datasketch's `affine32` scheme and seed.

    A text without a word has the signature of the empty set, all ones.
    """
    column = text_column(texts)
    factors, summands = permutations(options.num_perm, options.seed)
    found = np.empty((len(column), options.num_perm), np.uint32)

    def one_block(span: tuple[int, int]) -> None:
        rows, by_char = np.arange(*span), options.unit == "char"
        units = hash_units(column.data, column.offsets, rows, character_table(), by_char)
        found[slice(*span)] = signatures(*hash_shingles(*units, options.ngram), factors, summands)

    for _ in in_threads(one_block, spans(column.byte_sizes, BLOCK_BYTES), "hashing texts"):
        pass
    return found


def to_datasketch(texts: pa.Array | pa.ChunkedArray | Sequence[str], options: Options) -> list["LeanMinHash"]:
    """One datasketch object per text, for indexes and stores that speak datasketch; about 15 us each to make."""
    from datasketch import LeanMinHash

    matrix = signature_matrix(texts, options)
    return [LeanMinHash(seed=options.seed, hashvalues=row, scheme=SCHEME) for row in matrix]


def from_datasketch(hashes: Sequence["LeanMinHash"]) -> np.ndarray:
    """uint32 (n, num_perm): the signatures of datasketch objects.

    Raises:
        VerilodeError: when they were made with another scheme, seed or number of permutations than each other.
    """
    kinds = {(getattr(one, "scheme", None), one.seed, len(one)) for one in hashes}
    if len(kinds) > 1 or any(scheme != SCHEME for scheme, _, _ in kinds):
        raise VerilodeError(f"signatures must all be of the scheme {SCHEME}, one seed and one number of permutations")
    return np.array([one.hashvalues for one in hashes], np.uint32) if hashes else np.empty((0, 0), np.uint32)
