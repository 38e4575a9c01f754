"""One 64-bit value from another, every bit of which depends on every bit of it."""

import numpy as np

from pipelines.core.kernels import kernel

U64 = np.uint64
MIX_1 = U64(0xFF51AFD7ED558CCD)
MIX_2 = U64(0xC4CEB9FE1A85EC53)


@kernel
def finish(value: U64) -> U64:
    """The 64-bit finaliser of MurmurHash3 (Appleby, public domain)."""
    value = (value ^ (value >> U64(33))) * MIX_1
    value = (value ^ (value >> U64(33))) * MIX_2
    return value ^ (value >> U64(33))
