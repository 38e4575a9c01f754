"""How much of each response is nothing but its instruction once more."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


def echo_share(instructions: pa.Array, responses: pa.Array, long: np.ndarray) -> np.ndarray:
    """float32 (n,): share of the response's characters that are the whole instruction word for word.

    White space is not compared, nor are quotes and punctuation around the two sides.

    A response that quotes, corrects or shortens a part of the instruction has 0: extracts, corrections and summaries
    are sound answers. NaN where a side is missing or the instruction is not `long` (bool (n,)).
    """
    asked, answered = (_tidy(side) for side in (instructions, responses))
    sizes = [np.asarray(pc.fill_null(pc.utf8_length(side), 0)) for side in (asked, answered)]
    judged = long & np.asarray(pc.and_(pc.is_valid(asked), pc.is_valid(answered))) & (sizes[1] > 0)
    share = np.where(judged, 0, np.nan).astype(np.float32)
    rows = np.flatnonzero(judged & (sizes[0] <= sizes[1]))
    pairs = zip(asked.take(pa.array(rows)).to_pylist(), answered.take(pa.array(rows)).to_pylist(), strict=True)
    held = rows[np.fromiter((question in answer for question, answer in pairs), bool, rows.size)]
    share[held] = sizes[0][held] / sizes[1][held]
    return share


def _tidy(texts: pa.Array) -> pa.Array:
    return pc.utf8_trim(pc.replace_substring_regex(texts, r"\s\s+|[\n\r\t]", " "), " .:;!?*_#>-\"'`“”‘’«»")
