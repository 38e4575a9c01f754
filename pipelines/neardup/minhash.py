"""MinHash signatures, bit for bit those of datasketch 2's `affine32` scheme for the same seed.

Broder, "On the resemblance and containment of documents" (1997): two sets agree in one minimum with a
probability equal to their Jaccard similarity. The permutations are a * h + b mod 2^32 with odd a.
"""

import numpy as np

from pipelines.core.kernels import kernel

U32 = np.uint32
MIX_1 = U32(0x85EBCA6B)
MIX_2 = U32(0xC2B2AE35)


def permutations(num_perm: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """The factors (odd) and summands of the permutations, two uint32 (num_perm,)."""
    random = np.random.RandomState(seed)
    half = random.randint(0, 1 << 31, num_perm, dtype=np.uint32)
    return half * U32(2) + U32(1), random.randint(0, 1 << 32, num_perm, dtype=np.uint32)


@kernel
def signatures(shingles: np.ndarray, starts: np.ndarray, factors: np.ndarray, summands: np.ndarray) -> np.ndarray:
    """uint32 (rows, permutations): the smallest permuted value of each row's shingles (their upper 32 bits)."""
    rows = starts.size - 1
    minima = np.full((rows, factors.size), U32(0xFFFFFFFF), np.uint32)
    for row in range(rows):
        own = shingles[starts[row] : starts[row + 1]]
        last = own.size - 1
        lowest = minima[row]
        # Four at a time halves the memory traffic; repeating the last one changes no minimum.
        for i in range(0, own.size, 4):
            one, two = _scatter(own[i]), _scatter(own[min(i + 1, last)])
            three, four = _scatter(own[min(i + 2, last)]), _scatter(own[min(i + 3, last)])
            for k in range(factors.size):
                a, b = factors[k], summands[k]
                left = min(U32(a * one + b), U32(a * two + b))
                right = min(U32(a * three + b), U32(a * four + b))
                lowest[k] = min(lowest[k], min(left, right))
    return minima


@kernel
def _scatter(shingle: np.uint64) -> np.uint32:
    """The 32-bit finaliser of MurmurHash3 (Appleby, public domain), over the upper half."""
    value = U32(shingle >> np.uint64(32))
    value = U32((value ^ (value >> U32(16))) * MIX_1)
    value = U32((value ^ (value >> U32(13))) * MIX_2)
    return value ^ (value >> U32(16))
