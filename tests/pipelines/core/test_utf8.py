"""Characters read from bytes as Python reads them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.core.utf8 import characters, decode, entry_at

TABLE = np.arange(0x40000, dtype=np.uint32)


def read(data: bytes) -> list[int]:
    """The code points, one after the other."""
    found, at, array = [], 0, np.frombuffer(data, np.uint8)
    while at < len(data):
        _, code, at = entry_at(array, at, len(data), TABLE)
        found.append(code)
    return found


@settings(deadline=None)
@given(st.text())
def test_the_code_points_of_any_text(text):
    assert read(text.encode()) == [ord(char) for char in text]
    assert characters(np.frombuffer(text.encode(), np.uint8), 0, len(text.encode())) == len(text)


@pytest.mark.parametrize("broken", [b"\xff", b"\x80", b"\xe2\x82", b"\xc3"])
def test_broken_bytes_are_separators(broken):
    data = np.frombuffer(broken, np.uint8)
    assert decode(data, 0, len(broken)) == (0, 1)


def test_above_the_table_there_is_no_entry():
    data = np.frombuffer("\U000e0101".encode(), np.uint8)
    assert entry_at(data, 0, 4, TABLE) == (0, 0xE0101, 4)
