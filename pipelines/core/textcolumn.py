"""Texts as two plain buffers: UTF-8 bytes, and where each text starts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.core.errors import VerilodeError

MOST_TEXTS = 2**32
"""Two row numbers must fit into 64 bits."""


@dataclass(frozen=True, slots=True)
class TextColumn:
    """n texts: row i is `data[offsets[i]:offsets[i + 1]]` (uint8, int64); `lengths` in characters (int64)."""

    data: np.ndarray
    offsets: np.ndarray
    array: pa.LargeStringArray

    def __len__(self) -> int:
        return len(self.array)

    @property
    def byte_sizes(self) -> np.ndarray:
        """Bytes of each text (int64)."""
        return np.diff(self.offsets)

    @property
    def lengths(self) -> np.ndarray:
        """Characters of each text (int64)."""
        return pc.utf8_length(self.array).to_numpy(zero_copy_only=False).astype(np.int64, copy=False)


def text_column(texts: pa.Array | pa.ChunkedArray | Sequence[str]) -> TextColumn:
    """View texts as buffers, without a copy of the text when it is one Arrow chunk; nulls become empty.

    Raises:
        VerilodeError: when the texts are not text, or more than 2^32 - 1.
    """
    array = _large_strings(texts)
    if len(array) >= MOST_TEXTS:
        raise VerilodeError(f"{len(array)} texts are too many for one run; at most {MOST_TEXTS - 1}")
    if array.null_count:
        array = array.fill_null("")
    _, starts, data = array.buffers()
    if not len(array) or data is None:
        return TextColumn(_frozen(np.empty(0, np.uint8)), _frozen(np.zeros(len(array) + 1, np.int64)), array)
    offsets = np.frombuffer(starts, np.int64, array.offset + len(array) + 1)[array.offset :]
    return TextColumn(_frozen(np.frombuffer(data, np.uint8)), _frozen(offsets), array)


def _large_strings(texts: pa.Array | pa.ChunkedArray | Sequence[str]) -> pa.LargeStringArray:
    try:
        if not isinstance(texts, pa.Array | pa.ChunkedArray):
            texts = pa.array(texts, pa.large_string())
        if not _is_text(texts.type):
            raise VerilodeError(f"texts must be strings, not {texts.type}")
        texts = texts.cast(pa.large_string())
    except (pa.ArrowInvalid, pa.ArrowTypeError, TypeError, UnicodeEncodeError) as wrong:
        raise VerilodeError(f"texts must be strings: {wrong}") from wrong
    if isinstance(texts, pa.ChunkedArray):
        return texts.chunk(0) if texts.num_chunks == 1 else pa.concat_arrays([*texts.chunks, _NONE])
    return texts


def _frozen(values: np.ndarray) -> np.ndarray:
    """Read-only, as some Arrow buffers are and some are not: to numba these are two types, compiled apart."""
    values.flags.writeable = False
    return values


def _is_text(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return any(
        test(kind) for test in (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view, pa.types.is_null)
    )


_NONE = pa.array([], pa.large_string())
