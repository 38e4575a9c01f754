"""datasketch with xxhash in place of SHA-1: the fastest that its documentation offers."""

# /// script
# dependencies = ["datasketch==2.0.0", "xxhash==4.1.0", "numpy", "pyarrow"]
# ///

from pathlib import Path

from xxhash import xxh32_intdigest

from benchmarks.measure import Clusterer, measure
from benchmarks.peers.datasketch import datasketch


def datasketch_xxhash(threshold: float, work: Path) -> Clusterer:
    """As `datasketch`, with 32 bits of xxhash."""
    return datasketch(threshold, work, xxh32_intdigest)


if __name__ == "__main__":
    measure(datasketch_xxhash)
