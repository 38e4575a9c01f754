"""How alike two columns of texts are, pair by pair."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


def jaccard(left: pa.Array, right: pa.Array) -> np.ndarray:
    """float32 (n,): shared words over all words of each pair of `spaced` texts; 1 for two empty ones, NaN for null."""
    cut = [pc.split_pattern(pc.fill_null(side, ""), " ") for side in (left, right)]
    owners = [np.asarray(pc.list_parent_indices(words), np.int64) for words in cut]
    flat = [pc.list_flatten(words) for words in cut]
    codes = np.asarray(pa.concat_arrays(flat).dictionary_encode().indices, np.int64)
    size = int(codes.max(initial=0)) + 1
    parts = np.split(codes, [len(flat[0])])
    keys = [np.unique(owner * size + part) for owner, part in zip(owners, parts, strict=True)]
    shared = np.bincount(np.intersect1d(*keys, assume_unique=True) // size, minlength=len(left))
    distinct = sum(np.bincount(side // size, minlength=len(left)) for side in keys)
    alike = np.asarray(pc.fill_null(pc.equal(left, right), False))
    share = np.where(alike, 1.0, shared / np.maximum(1, distinct - shared)).astype(np.float32)
    share[np.asarray(pc.or_(pc.is_null(left), pc.is_null(right)))] = np.nan
    return share
