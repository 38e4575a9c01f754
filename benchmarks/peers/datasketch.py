"""datasketch with its default SHA-1, `MinHashLSH` with the bands it chooses; words are made in Python."""

# /// script
# dependencies = ["datasketch==2.0.0", "numpy", "pyarrow"]
# ///

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from datasketch import MinHash, MinHashLSH

from benchmarks.measure import Clusterer, measure
from benchmarks.peers._link import linked, shingles


def datasketch(threshold: float, work: Path, hashfunc: Callable[[bytes], int] | None = None) -> Clusterer:
    """Sets of shingles, one MinHash each, a query before each insertion."""
    index = MinHashLSH(threshold=threshold, num_perm=128)
    chosen: dict[str, Any] = {"hashfunc": hashfunc} if hashfunc else {}

    def found(signatures: list[Any]) -> Iterator[tuple[int, int]]:
        for row, signature in enumerate(signatures):
            for other in index.query(signature):
                yield row, other
            index.insert(row, signature, check_duplication=False)

    def clustered(texts: list[str]) -> list[int]:
        sets = [[shingle.encode() for shingle in shingles(text)] for text in texts]
        return linked(len(texts), found(MinHash.bulk(sets, num_perm=128, **chosen)))

    return clustered


if __name__ == "__main__":
    measure(datasketch)
