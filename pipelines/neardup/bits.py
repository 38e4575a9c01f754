"""Which bytes of a block are not zero, as bits; and the instruction that finds the lowest bit."""

from typing import Any

import numpy as np
from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic

from pipelines.core.kernels import kernel

U64 = np.uint64
SEVEN = U64(0x7F7F7F7F7F7F7F7F)
ONES = U64(0x0101010101010101)
GATHER = U64(0x0102040810204080)


@intrinsic
def lowest_bit(typing: Any, value: Any) -> Any:
    """The place of the lowest bit of a uint64 that is set; undefined for 0. numba has no name for it."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

    return types.uint64(types.uint64), code


@kernel(inline="always")
def filled(block: U64) -> U64:
    """Bit i is set where byte i of the block is not zero."""
    high = ((((block & SEVEN) + SEVEN) | block) >> U64(7)) & ONES
    return (high * GATHER) >> U64(56)
