"""rensa: R-MinHash in Rust and its deduplicator with its default bands; words are made in Python."""

# /// script
# dependencies = ["rensa==0.5.0", "numpy", "pyarrow"]
# ///

from pathlib import Path

from rensa import RMinHash, RMinHashDeduplicator

from benchmarks.measure import Clusterer, measure
from benchmarks.peers._link import linked, shingles


def rensa(threshold: float, work: Path) -> Clusterer:
    """All sketches in one call, all insertions in one call, then the candidates of the texts that were refused."""
    index = RMinHashDeduplicator(threshold, 128, True)

    def clustered(texts: list[str]) -> list[int]:
        sketches = RMinHash.from_token_sets([list(shingles(text)) for text in texts], 128, 42)
        new = index.add_pairs([(str(row), sketch) for row, sketch in enumerate(sketches)])
        gone = [row for row, first in enumerate(new) if not first]
        candidates = index.get_duplicate_sets([sketches[row] for row in gone])
        return linked(len(texts), ((row, int(key)) for row, keys in zip(gone, candidates, strict=True) for key in keys))

    return clustered


if __name__ == "__main__":
    measure(rensa)
