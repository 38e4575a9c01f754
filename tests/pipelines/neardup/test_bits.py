"""Bytes as bits."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipelines.core.kernels import kernel
from pipelines.neardup.bits import filled, lowest_bit


@kernel
def both(block: np.uint64) -> tuple[int, int]:
    """Both functions exist in compiled code only."""
    return filled(block), lowest_bit(block)


@given(st.binary(min_size=8, max_size=8).filter(any))
def test_bits_tell_which_bytes_are_filled_and_the_lowest_bit_its_place(raw):
    block = int.from_bytes(raw, "little")
    bits, place = both(np.uint64(block))
    assert [bool(bits >> i & 1) for i in range(8)] == [byte != 0 for byte in raw]
    assert block % 2**place == 0 != block >> place & 1
