"""Texts in any Arrow shape become the same two buffers."""

import numpy as np
import pyarrow as pa
import pytest

from pipelines.core.errors import VerilodeError
from pipelines.core.textcolumn import TextColumn, text_column

READ_ONLY = pa.Array.from_buffers(pa.utf8(), 1, [None, pa.py_buffer(bytes(4) + b"\1\0\0\0"), pa.py_buffer(b"a")])


def texts_of(column: TextColumn) -> list[str]:
    """The texts back from the buffers."""
    ends = column.offsets.tolist()
    return [bytes(column.data[a:b]).decode() for a, b in zip(ends[:-1], ends[1:], strict=True)]


@pytest.mark.parametrize(
    "texts",
    [
        ["é", "", "bc"],
        ("é", None, "bc"),
        pa.array(["é", "", "bc"], pa.string()),
        pa.array(["é", None, "bc"], pa.large_string()),
        pa.array(["é", "", "bc"], pa.string_view()),
        pa.array(["zz", "é", None, "bc", "y"]).slice(1, 3),
        pa.chunked_array([["é"], [], [None, "bc"]]),
        pa.array(["é", "", "bc"]).dictionary_encode(),
    ],
)
def test_any_shape_of_text(texts):
    column = text_column(texts)
    assert texts_of(column) == ["é", "", "bc"]
    assert (column.lengths.tolist(), column.byte_sizes.tolist()) == ([1, 0, 2], [2, 0, 2])


@pytest.mark.parametrize("texts", [[], [None, None], ["", ""], pa.chunked_array([], pa.string())])
def test_nothing_to_read(texts):
    column = text_column(texts)
    assert texts_of(column) == [""] * len(texts)


def test_large_strings_in_one_chunk_are_not_copied():
    texts = pa.array(["one", "two"], pa.large_string())
    assert text_column(pa.chunked_array([texts])).data.ctypes.data == texts.buffers()[2].address


@pytest.mark.parametrize("texts", [[], ["", ""], ["a"], READ_ONLY])
def test_buffers_have_one_type(texts):
    column = text_column(texts)
    assert (column.data.dtype, column.offsets.dtype) == (np.uint8, np.int64)
    assert not column.data.flags.writeable
    assert not column.offsets.flags.writeable


@pytest.mark.parametrize("texts", [[1, 2], ["a", 3], pa.array([1.5]), ["\ud800"], 7, pa.array([["a"]])])
def test_what_is_not_text_is_refused(texts):
    with pytest.raises(VerilodeError, match="texts must be strings"):
        text_column(texts)
