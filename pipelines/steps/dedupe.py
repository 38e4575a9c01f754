"""Deduplicator: drop exact and near copies, every pair verified by exact Jaccard."""

from collections.abc import Iterator
from typing import Any, Literal

import numpy as np
import pyarrow as pa

from pipelines.core.records import rows
from pipelines.neardup import Clusters, cluster
from pipelines.steps import FactSink, Step


def dedupe(
    *,
    threshold: float = 0.8,
    ngram: int = 5,
    unit: Literal["word", "char"] = "word",
    num_perm: int = 128,
    keep: Literal["longest", "first"] = "longest",
) -> Step:
    """Keep one record of every cluster of near-duplicates; the dropped ones name it and their Jaccard with it.

    Args:
        threshold: Smallest Jaccard similarity of two records' n-gram sets at which they count as copies.
        ngram: How many words (or characters) make one n-gram.
        unit: Count in words, or in characters for texts under about twenty words.
        num_perm: MinHash permutations; more find candidates more surely, the verdict is exact either way.
        keep: Which member stays: the longest text, or the first in input order.
    """

    def step(batches: Iterator[pa.RecordBatch], sink: FactSink) -> None:
        names: list[str] = []
        bodies: list[str] = []
        for batch in batches:
            for record in rows(batch):
                names.append(record.record_id)
                bodies.append(record.body)
        found = cluster(
            pa.array(bodies, pa.large_string()),
            threshold=threshold,
            ngram=ngram,
            num_perm=num_perm,
            unit=unit,
            keep=keep,
        )
        sink.write("clusters", _cluster_rows(found, names))
        sink.drop(_drop_rows(found, names, bodies))

    return step


def _cluster_rows(found: Clusters, names: list[str]) -> list[dict[str, Any]]:
    """One row for every member of a cluster of two or more, named by the kept record."""
    kept = np.where(found.keep, np.arange(len(names)), found.duplicate_of)
    crowded = np.bincount(kept, minlength=len(names))[kept] > 1 if len(names) else np.zeros(0, bool)
    return [
        {
            "record_id": names[i],
            "cluster": names[kept[i]],
            "keep": bool(found.keep[i]),
            "jaccard": float(found.jaccard[i]),
        }
        for i in np.flatnonzero(crowded)
    ]


def _drop_rows(found: Clusters, names: list[str], bodies: list[str]) -> list[dict[str, Any]]:
    return [
        _drop_row(names, bodies, i, int(found.duplicate_of[i]), float(found.jaccard[i]))
        for i in np.flatnonzero(~found.keep)
    ]


def _drop_row(names: list[str], bodies: list[str], row: int, kept: int, jaccard: float) -> dict[str, Any]:
    exact = bodies[row] == bodies[kept]
    return {
        "record_id": names[row],
        "rule": "exact_duplicate" if exact else "near_duplicate",
        "reason": "the same text" if exact else f"Jaccard {jaccard:.3f} with the kept record",
        "duplicate_of": names[kept],
        "jaccard": jaccard,
    }
