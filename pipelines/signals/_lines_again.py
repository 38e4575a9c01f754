"""How much of each text says again, word for word, what one of its lines or sentences said."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_SHORTEST = 16
"""Bytes; a brace, `else:`, "Yes." or a rule of dashes may stand in a text as often as it likes."""

_SENTENCE_END = r"([.!?;])\s+|([。！？])"


def repeated_share(texts: pa.Array, *, fewest: int) -> np.ndarray:
    """float32 (n,): share of the lines and sentences that repeat an earlier one; NaN for fewer than `fewest`."""
    lines = pc.split_pattern(pc.replace_substring_regex(texts, _SENTENCE_END, "\\1\\2\n"), "\n")
    owner = np.asarray(pc.list_parent_indices(lines), np.int64)
    flat = pc.utf8_trim_whitespace(pc.list_flatten(lines))
    counted = pc.and_(pc.greater_equal(pc.binary_length(flat), _SHORTEST), pc.match_substring_regex(flat, r"\p{L}"))
    owner, flat = owner[np.asarray(counted)], flat.filter(counted)
    known = np.asarray(pc.dictionary_encode(flat).indices, np.int64)
    distinct = np.unique(owner * (len(flat) + 1) + known) // (len(flat) + 1)
    total = np.bincount(owner, minlength=len(texts)).astype(np.float32)
    total[total < max(1, fewest)] = np.nan
    return 1 - np.bincount(distinct, minlength=len(texts)).astype(np.float32) / total
