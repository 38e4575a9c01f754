"""Deduplicator: drop exact and near copies, every pair verified exactly."""

import json
from collections.abc import Iterator
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.core.records import RECORD_SCHEMA, bodies
from pipelines.neardup import Clusters, cluster
from pipelines.neardup.presets import preset_options
from pipelines.steps import FactSink, Step
from pipelines.steps._conflicts import answers_of, contradicted, same_answer, within

_READ = ("record_id", "source", "meta", "text", "response", "label")


def dedupe(
    *,
    preset: str | None = None,
    threshold: float | None = None,
    ngram: int | None = None,
    unit: Literal["word", "char"] | None = None,
    measure: Literal["jaccard", "containment", "sequence"] | None = None,
    link: Literal["chain", "star"] | None = None,
    exact: bool | None = None,
    num_perm: int | None = None,
    keep: Literal["longest", "first", "newest", "source", "verified"] = "longest",
    by: str | None = None,
    sources: list[str] | None = None,
    verified: list[str] | None = None,
    conflicts: Literal["name", "keep", "drop"] = "name",
) -> Step:
    """Keep one record of every cluster of near-duplicates; the dropped ones name it and how alike they are.

    Args:
        preset: same-text, near-identical, light-edits, contained or short-text; what is given beside it goes first.
        threshold: Smallest similarity of two records' n-gram sets at which they count as copies; default 0.8.
        ngram: How many words (or characters) make one n-gram; default 5.
        unit: Count in words (the default), or in characters for texts under about twenty words.
        measure: jaccard (the default), containment (a text within a longer one), or sequence (the same words only).
        link: chain (the default), or star: every dropped record is at the threshold with the one that stays.
        exact: Find candidates by an exact join, which misses none, at about three times the cost.
        num_perm: MinHash permutations (128); more propose fewer hopeless pairs, the verdict is exact either way.
        keep: Which member stays: the longest text, the first, the newest, one of the best source, or a verified one.
        by: Entry of meta that says when a record was made, for newest; without it later records are newer.
        sources: Names of sources, the best first, for source.
        verified: Ids of checked records, for verified; in a recipe write project.verified.
        conflicts: Copies of one text with different answers: name drops a copy by a rule of its own that says both
            answers, keep compares only records with the same answer, drop takes the whole cluster.
    """
    from pipelines.neardup.keep import priorities

    given = {"threshold": threshold, "ngram": ngram, "unit": unit, "measure": measure, "link": link, "exact": exact}
    options = preset_options(preset, {**given, "num_perm": num_perm, "keep": "first" if keep == "first" else "longest"})

    def step(batches: Iterator[pa.RecordBatch], sink: FactSink) -> None:
        read, texts = _columns(batches)
        priority = priorities(keep, _values(read, keep, by, sources or [], verified or []), len(texts))
        names, answers = read["record_id"], answers_of(read)
        groups = same_answer(answers) if conflicts == "keep" else None
        found = within(groups, lambda rows: _clustered(texts, priority, rows, options), len(texts))
        sink.write("clusters", _cluster_rows(found, names))
        drops = _drop_rows(found, names, texts, options.get("measure") == "containment")
        sink.drop(contradicted(drops, found, names, answers, conflicts))

    return step


def _clustered(
    texts: pa.LargeStringArray, priority: np.ndarray | None, rows: np.ndarray | None, options: dict[str, Any]
) -> Clusters:
    """The clusters of all records, or of some of them."""
    if rows is None:
        return cluster(texts, priority=priority, **options)
    return cluster(texts.take(pa.array(rows)), priority=None if priority is None else priority[rows], **options)


def _columns(batches: Iterator[pa.RecordBatch]) -> tuple[pa.Table, pa.LargeStringArray]:
    """What is read of the records: some columns and the texts that are compared."""
    schema = pa.schema([RECORD_SCHEMA.field(name) for name in _READ])
    columns, texts = [], [pa.array([], pa.large_string())]
    for batch in batches:
        columns.append(batch.select(_READ))
        texts.append(bodies(batch))
    return pa.Table.from_batches(columns, schema).combine_chunks(), pa.concat_arrays(texts)


def _values(
    read: pa.Table, keep: str, by: str | None, sources: list[str], verified: list[str]
) -> pa.ChunkedArray | pa.Array | None:
    """What the keep rule looks at."""
    if keep == "source":
        return pc.index_in(read["source"], pa.array(sources, pa.string()))
    if keep == "verified":
        return pc.is_in(read["record_id"], pa.array(verified, pa.string()))
    if keep == "newest" and by is not None:
        return pa.array([json.loads(meta or "{}").get(by) for meta in read["meta"].to_pylist()], pa.string())
    return None


def _cluster_rows(found: Clusters, names: pa.ChunkedArray) -> pa.Table:
    """One row for every member of a cluster of two or more, named by the kept record."""
    rows = np.arange(len(names))
    kept = np.where(found.keep, rows, found.duplicate_of)
    crowded = np.flatnonzero(np.bincount(kept, minlength=rows.size)[kept] > 1) if rows.size else rows
    return pa.table(
        {
            "record_id": names.take(pa.array(crowded)),
            "cluster": names.take(pa.array(kept[crowded])),
            "keep": pa.array(found.keep[crowded]),
            "jaccard": pa.array(found.jaccard[crowded]),
            "diameter": pa.array(found.diameter[crowded]),
        }
    )


def _drop_rows(found: Clusters, names: pa.ChunkedArray, texts: pa.LargeStringArray, contained: bool) -> pa.Table:
    gone = np.flatnonzero(~found.keep)
    stays = pa.array(found.duplicate_of[gone])
    same = np.asarray(pc.equal(texts.take(pa.array(gone)), texts.take(stays)).to_numpy(zero_copy_only=False), bool)
    rule = "contained" if contained else "near_duplicate"
    numbers = found.jaccard[gone].tolist()
    says = [f"{n:.0%} of it stands in the kept record" if contained else f"Jaccard {n:.3f} with the kept record"
            for n in numbers]  # fmt: skip
    return pa.table(
        {
            "record_id": names.take(pa.array(gone)),
            "rule": pa.array(np.where(same, "exact_duplicate", rule).tolist(), pa.string()),
            "reason": pa.array(np.where(same, "the same text", says).tolist(), pa.string()),
            "duplicate_of": names.take(stays),
            "jaccard": pa.array(found.jaccard[gone]),
        }
    )
