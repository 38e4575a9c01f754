"""The project's own kernel on a corpus: python -m benchmarks.ours [--exact] corpus.parquet --labels labels.npy.

The verified pairs go into a file beside the labels, for whoever takes the exact mode as the truth.
"""

import sys
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.measure import Clusterer, measure
from pipelines.neardup import Clusters, cluster, warm_up

_found: list[Clusters] = []


def approximate(threshold: float, work: Path, **options: Any) -> Clusterer:
    """MinHash bands with exact verification, as `verilode dedupe` uses it; the machine code is loaded before."""
    warm_up()
    cluster([f"word {n} of a few short texts" for n in range(20)], threshold=threshold, **options)

    def clustered(texts: Any) -> np.ndarray:
        _found.append(cluster(texts, threshold=threshold, **options))
        return np.asarray(_found[-1].cluster)

    return clustered


def exact(threshold: float, work: Path) -> Clusterer:
    """Every pair at the threshold by construction, without MinHash."""
    return approximate(threshold, work, exact=True)


def pairs_file(labels: Path) -> Path:
    """Where the pairs of a run lie."""
    return labels.with_suffix(".pairs.npz")


if __name__ == "__main__":
    given = [word for word in sys.argv[1:] if word != "--exact"]
    measure(approximate if given == sys.argv[1:] else exact, given, arrow=True)
    result, file = _found[-1], pairs_file(Path(given[given.index("--labels") + 1]))
    np.savez(file, left=result.pairs[:, 0], right=result.pairs[:, 1], jaccard=result.pair_jaccard)
