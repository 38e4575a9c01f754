"""Signal: where each record lies on a map of what the records are about, and in which cluster."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from pipelines.core.errors import VerilodeError
from pipelines.signals import Column, Signal
from pipelines.signals._clusters import clusters_of
from pipelines.signals._vectors import Method, vectors
from pipelines.signals._whole import over_all

_LEFT_OUT = 0.005
"""Share of the points at each edge that may lie on it: one odd record should not press all others together."""


def map(
    *,
    clusters: int = 20,
    vectors_from: Method = "tfidf_svd",
    dimensions: int = 64,
    model: str | None = None,
    seed: int = 1,
) -> Signal:
    """A place on a flat map and a cluster for every record, from its words alone.

    The map is the plane of largest variance (PCA) of the vectors, the clusters are k-means of all their dimensions.
    Every cluster is numbered by its size, 0 being the largest.

    Args:
        clusters: How many clusters; fewer where there are fewer different records.
        vectors_from: tfidf_svd, which needs nothing, or minilm, a sentence encoder in a local folder.
        dimensions: Most dimensions of the vectors that clusters are made in.
        model: The encoder's folder, for minilm.
        seed: Of the decomposition and of the clusters' first centres.
    """
    if clusters < 1:
        raise VerilodeError(f"map: there is at least 1 cluster, not {clusters}")
    columns = (
        Column("x", pa.float32(), "Place from left to right, 0 to 1."),
        Column("y", pa.float32(), "Place from bottom to top, 0 to 1."),
        Column("cluster", pa.int32(), "The cluster, from 0, the largest first."),
    )

    def measure(_: pa.Table, texts: list[str]) -> dict[str, np.ndarray]:
        points = vectors(texts, method=vectors_from, dimensions=dimensions, model=model, seed=seed)
        x, y = _plane(points)
        return {"x": x, "y": y, "cluster": clusters_of(points, clusters, seed)}

    schema = pa.schema([(column.name, column.type) for column in columns])

    def compute(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        yield from over_all(batches, schema, measure)

    return Signal(columns, compute, whole=True)


def _plane(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """float32 (n,) each: the two directions of largest variance, stretched to 0 to 1."""
    flat = np.zeros((len(points), 2))
    if len(points) > 1:
        centred = (points - points.mean(axis=0)).astype(np.float64)
        _, axes = np.linalg.eigh(centred.T @ centred)
        axes = axes[:, ::-1][:, :2]
        # an axis has two ends: the one with its largest entry points right or up
        axes = axes * np.sign(axes[np.abs(axes).argmax(axis=0), range(axes.shape[1])])
        flat[:, : axes.shape[1]] = centred @ axes
    low, high = (np.quantile(flat, q, axis=0) if len(flat) else np.zeros(2) for q in (_LEFT_OUT, 1 - _LEFT_OUT))
    width = np.where(high > low, high - low, 1.0)
    placed = np.where(high > low, np.clip((flat - low) / width, 0, 1), 0.5).astype(np.float32)
    return placed[:, 0], placed[:, 1]
