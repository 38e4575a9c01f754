"""A kernel over many texts: blocks of about a mebibyte, in threads, the rows of the result in order."""

from collections.abc import Callable

import numpy as np
import pyarrow as pa

from pipelines.core.parallel import in_threads, spans
from pipelines.core.textcolumn import TextColumn, text_column

_BLOCK = 1 << 20

Kernel = Callable[[TextColumn, int, int], np.ndarray]
"""(texts, first row, past the last row) to one row of numbers for each text."""


def in_blocks(texts: pa.Array | pa.ChunkedArray, kernel: Kernel, width: int) -> np.ndarray:
    """int32 (width, texts): what the kernel counts in every text."""
    column = text_column(texts)
    runs = spans(column.byte_sizes, _BLOCK)
    found = list(in_threads(lambda run: kernel(column, *run), runs))
    return np.concatenate(found).T.astype(np.int32, order="C") if found else np.empty((width, 0), np.int32)


def largest(column: TextColumn, first: int, last: int) -> int:
    """Bytes of the longest of these texts."""
    return int(np.diff(column.offsets[first : last + 1]).max(initial=0))


def share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """float32: part / whole, NaN where there is no whole."""
    return (part / np.where(whole > 0, whole, np.nan)).astype(np.float32)
