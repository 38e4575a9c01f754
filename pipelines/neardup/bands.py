"""How a signature is cut into bands, and how alike two signatures must be to be worth a comparison.

Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, section 3.4: with b bands of r rows, a pair of similarity
s agrees in some band with probability 1 - (1 - s^r)^b. Libraries choose b and r by balancing misses against false
alarms; here false alarms only cost time, for every pair is compared exactly, so only misses count.
"""

import math
from typing import NamedTuple

import numpy as np

from pipelines.core.errors import VerilodeError
from pipelines.core.kernels import kernel

RECALL = 0.999
SKETCH_MISS = 1e-5
U64 = np.uint64


class Banding(NamedTuple):
    """`bands` keys of `rows` minima each."""

    bands: int
    rows: int

    def recall(self, similarity: float) -> float:
        """Probability that two sets of this Jaccard similarity agree in a band."""
        return 1 - (1 - similarity**self.rows) ** self.bands


def choose_banding(threshold: float, num_perm: int) -> Banding:
    """The most selective banding whose recall at the threshold is 0.999 or more: (25, 5) at 0.8 with 128.

    Raises:
        VerilodeError: when no banding of `num_perm` minima reaches that recall.
    """
    for rows in range(num_perm, 0, -1):
        banding = Banding(num_perm // rows, rows)
        if banding.recall(threshold) >= RECALL:
            return banding
    needed = math.ceil(math.log(1 - RECALL) / math.log(1 - threshold))
    raise VerilodeError(f"threshold {threshold} needs num_perm of at least {needed}, not {num_perm}")


def fewest_agreeing(threshold: float, minima: int) -> int:
    """The number of agreeing minima which a pair at the threshold falls short of once in 100,000."""
    below = 0.0
    for count in range(minima + 1):
        below += math.comb(minima, count) * threshold**count * (1 - threshold) ** (minima - count)
        if below > SKETCH_MISS:
            return count
    return minima


@kernel
def band_keys(minima: np.ndarray, bands: int) -> np.ndarray:
    """uint32 (bands, rows): one hash of each band of each row's minima (rows, permutations)."""
    keys = np.empty((bands, minima.shape[0]), np.uint32)
    width = minima.shape[1] // bands
    for row in range(minima.shape[0]):
        for band in range(bands):
            value = U64(0)
            for k in range(band * width, (band + 1) * width):
                value = (value ^ U64(minima[row, k])) * U64(0x9E3779B97F4A7C15)
                value ^= value >> U64(32)
            keys[band, row] = np.uint32(value >> U64(16))
    return keys
