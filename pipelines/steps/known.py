"""Deduplicator across time: drop new records that an earlier snapshot already holds."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.core.records import bodies
from pipelines.neardup.presets import preset_options
from pipelines.steps import FactSink, Step


def known(
    *,
    snapshots: list[str],
    preset: str | None = None,
    threshold: float | None = None,
    ngram: int | None = None,
    unit: Literal["word", "char"] | None = None,
    num_perm: int | None = None,
) -> Step:
    """Drop records that are near-duplicates of a record in an earlier snapshot, and name that record.

    Records that stand in one of the snapshots themselves stay. Each snapshot's index is mapped into memory, only the
    texts of likely pairs are read, and every pair is verified by exact Jaccard.

    Args:
        snapshots: Folders of snapshots, the earliest first; in a recipe write project.snapshots.
        preset: near-identical, light-edits or short-text; what is given beside it goes first.
        threshold: Smallest Jaccard similarity at which a record counts as known; default 0.8.
        ngram: How many words (or characters) make one n-gram; default 5.
        unit: Count in words (the default), or in characters for texts under about twenty words.
        num_perm: MinHash permutations (128).
    """
    given = {"threshold": threshold, "ngram": ngram, "unit": unit, "num_perm": num_perm}
    options = preset_options(preset, given)

    def step(batches: Iterator[pa.RecordBatch], sink: FactSink) -> None:
        from pipelines.neardup.earlier import Earlier
        from pipelines.neardup.options import Options

        earlier = [Earlier(Path(folder), Options(**options)) for folder in snapshots]
        for batch in batches:
            own, texts = batch.column("record_id"), bodies(batch)
            open_rows = np.flatnonzero(~_standing(earlier, own))
            for one in earlier:
                hits = one.probe(texts.take(pa.array(open_rows)))
                rows = open_rows[hits.rows]
                sink.drop(_drop_rows(own.take(pa.array(rows)), one, hits.found, hits.jaccard))
                open_rows = np.setdiff1d(open_rows, rows)

    return step


def _standing(earlier: list, own: pa.Array) -> np.ndarray:
    """Which records are in a snapshot themselves."""
    found = np.zeros(len(own), bool)
    for one in earlier:
        found |= np.asarray(pc.is_in(own, one.names).to_numpy(zero_copy_only=False), bool)
    return found


def _drop_rows(own: pa.Array, one: object, found: np.ndarray, jaccard: np.ndarray) -> pa.Table:
    says = [f"Jaccard {value:.3f} with a record of snapshot {one.name}" for value in jaccard.tolist()]
    return pa.table(
        {
            "record_id": own,
            "rule": pa.array(["known"] * len(own), pa.string()),
            "reason": pa.array(says, pa.string()),
            "duplicate_of": one.names.take(pa.array(found)),
            "jaccard": pa.array(jaccard),
        }
    )
