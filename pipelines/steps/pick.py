"""Selection: keep a number of records that together cover as much as they can, drop the others."""

from collections.abc import Iterator
from typing import Literal

import numpy as np
import pyarrow as pa

from pipelines.core.errors import VerilodeError
from pipelines.core.records import bodies
from pipelines.signals._clusters import clusters_of
from pipelines.signals._vectors import Method, vectors
from pipelines.steps import FactSink, Step
from pipelines.steps._cover import distances_to, farthest_first, proportional


def pick(
    *,
    n: int | None = None,
    share: float | None = None,
    method: Literal["cluster_proportional", "k_center"] = "cluster_proportional",
    clusters: int = 50,
    min_per_cluster: int = 1,
    vectors_from: Method = "tfidf_svd",
    dimensions: int = 64,
    model: str | None = None,
    seed: int = 1,
) -> Step:
    """Keep records chosen for diversity; equal records give an equal choice in whatever order they come.

    `cluster_proportional` takes from every k-means cluster by its size, evenly from its middle outward.
    `k_center` takes again and again the record farthest from all taken ones (greedy k-center; Sener and Savarese
    2018): no record is far from a kept one, but outliers are kept first.

    Args:
        n: How many records stay.
        share: Or which share of them stays, above 0 and up to 1; a re-run on the rest takes that share again.
        method: cluster_proportional or k_center.
        clusters: How many clusters there are for cluster_proportional.
        min_per_cluster: Fewest records of each cluster, as long as `n` allows.
        vectors_from: tfidf_svd, which needs nothing, or minilm, a sentence encoder in a local folder.
        dimensions: Most dimensions of the vectors.
        model: The encoder's folder, for minilm.
        seed: Of the decomposition and of the clusters.
    """
    _check(n, share, clusters, min_per_cluster)

    def step(batches: Iterator[pa.RecordBatch], sink: FactSink) -> None:
        names: list[str] = []
        texts: list[str] = []
        for batch in batches:
            names += batch["record_id"].to_pylist()
            texts += bodies(batch).to_pylist()
        wanted = min(len(names), n if n is not None else round((share or 0) * len(names)))
        order = sorted(range(len(names)), key=names.__getitem__)
        points = vectors(
            [texts[i] or "" for i in order], method=vectors_from, dimensions=dimensions, model=model, seed=seed
        )
        if method == "k_center":
            chosen = farthest_first(points, wanted)
        else:
            chosen = proportional(points, clusters_of(points, clusters, seed), wanted, min_per_cluster)
        sink.drop(_drop_rows([names[i] for i in order], points, chosen, order))

    return step


def _check(n: int | None, share: float | None, clusters: int, min_per_cluster: int) -> None:
    if (n is None) == (share is None):
        raise VerilodeError("pick: give either n, how many records stay, or share")
    if n is not None and n < 1:
        raise VerilodeError(f"pick: n must be at least 1, not {n}")
    if share is not None and not 0 < share <= 1:
        raise VerilodeError(f"pick: share must be above 0 and at most 1, not {share}")
    if clusters < 1 or min_per_cluster < 0:
        raise VerilodeError("pick: there is at least 1 cluster, and min_per_cluster is not below 0")


def _drop_rows(names: list[str], points: np.ndarray, chosen: np.ndarray, order: list[int]) -> list[dict[str, str]]:
    """One row for each record that is not chosen, in the order the records came in."""
    gone = np.setdiff1d(np.arange(len(names)), chosen)
    nearest, far = distances_to(points, chosen)
    counted = f"not among the {chosen.size:,} of {len(names):,} chosen for diversity"
    rows = [
        (order[i], names[i], f"{counted}; {far[i]:.2f} from the nearest of them, {names[chosen[nearest[i]]]}")
        if chosen.size
        else (order[i], names[i], counted)
        for i in gone.tolist()
    ]
    return [{"record_id": name, "rule": "not_picked", "reason": reason} for _, name, reason in sorted(rows)]
