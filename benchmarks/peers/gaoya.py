"""gaoya: MinHash over word 5-grams in Rust, with its default 20 bands of 5 (100 permutations)."""

# /// script
# dependencies = ["gaoya==0.2.2", "numpy", "pyarrow"]
# ///

from pathlib import Path

from gaoya.minhash import MinHashStringIndex

from benchmarks.measure import Clusterer, measure
from benchmarks.peers._link import linked


def gaoya(threshold: float, work: Path) -> Clusterer:
    """All insertions in one call, all queries in one call, both in threads."""
    index = MinHashStringIndex(
        jaccard_threshold=threshold, analyzer="word", lowercase=True, ngram_range=(5, 5), id_container="vec"
    )

    def clustered(texts: list[str]) -> list[int]:
        index.par_bulk_insert_docs(list(range(len(texts))), texts)
        found = index.par_bulk_query(texts)
        return linked(len(texts), ((row, other) for row, others in enumerate(found) for other in others))

    return clustered


if __name__ == "__main__":
    measure(gaoya)
