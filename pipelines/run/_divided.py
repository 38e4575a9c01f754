"""From clusters to tables: which rows stay, which go and why, in the columns others script against."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.neardup import Clusters
from pipelines.neardup.options import Options
from pipelines.run._compact import Column
from pipelines.run.naming import RecordIds
from pipelines.run.rows import add_columns

KNOWN = "known"
_PIECE = 10_000


@dataclass(frozen=True, slots=True)
class Origin:
    """Where each row came from: its file as given, and its place there from 0."""

    files: Column
    numbers: Column

    @classmethod
    def of_table(cls, source: str, rows: int) -> "Origin":
        """All rows of one table."""
        names = pa.DictionaryArray.from_arrays(np.zeros(rows, np.int32), pa.array([source]))
        return cls(Column(names), Column(pa.array(np.arange(rows))))

    @classmethod
    def of_sources(cls, sources: Sequence[str]) -> "Origin":
        """Rows whose sources alone are known."""
        names = pa.array(sources, pa.string()).dictionary_encode()
        return cls(Column(names), Column(pa.array(np.arange(len(sources)))))


@dataclass(frozen=True, slots=True)
class Known:
    """Rows that earlier snapshots hold: bool (n,) `mask`, the earlier ids (objects) and float64 similarities."""

    mask: np.ndarray
    earlier: np.ndarray
    jaccard: np.ndarray


def known_rows(texts: pa.ChunkedArray, snapshots: Sequence[Path], options: Options) -> Known:
    """Look every row up in each snapshot, the earliest first."""
    rows = len(texts)
    known = Known(np.zeros(rows, bool), np.full(rows, None, object), np.ones(rows))
    if not snapshots:
        return known
    from pipelines.neardup.earlier import Earlier

    for folder in snapshots:
        left = np.flatnonzero(~known.mask)
        one = Earlier(folder, options)
        hits = one.probe(texts.take(pa.array(left)).combine_chunks())
        found = left[hits.rows]
        known.mask[found] = True
        known.earlier[found] = one.names.take(pa.array(hits.found)).to_pylist()
        known.jaccard[found] = hits.jaccard
    return known


def record_ids(texts: pa.ChunkedArray, origin: Origin) -> np.ndarray:
    """The ids `ingest` would give rows with only this text, so that results can be joined with a project's."""
    codes = np.asarray(origin.files.array.indices)
    sources = [Path(file).name for file in origin.files.array.dictionary.to_pylist()]
    makers = {source: RecordIds(source) for source in sources}
    cuts = [0, *(np.flatnonzero(np.diff(codes)) + 1).tolist(), codes.size]
    names: list[str] = []
    for begin, end in zip(cuts, cuts[1:], strict=False):
        for at in range(begin, end, _PIECE):
            piece = texts.slice(at, min(_PIECE, end - at)).to_pylist()
            names += makers[sources[codes[at]]].next_batch([{"text": text} for text in piece])
    return np.array(names, dtype=object)


def tables_of(
    table: pa.Table, texts: pa.ChunkedArray, names: np.ndarray, origin: Origin, found: Clusters, known: Known
) -> dict[str, pa.Table]:
    """`kept`, `dropped`, `clusters` and `chains`."""
    keep = found.keep & ~known.mask
    stays = table.take(pa.array(np.flatnonzero(keep)))
    clusters = {
        "file": pa.array(origin.files).cast(pa.string()),
        "row": pa.array(origin.numbers).cast(pa.int64()),
        "record_id": pa.array(names, pa.string()),
        "cluster": pa.array(names[found.cluster], pa.string()),
        "keep": pa.array(keep),
    }
    return {
        "kept": add_columns(stays, {"record_id": pa.array(names[keep], pa.string())}),
        "dropped": _dropped(table, texts, names, found, known),
        "clusters": pa.table(clusters),
        "chains": _chains(names, found),
    }


def _chains(names: np.ndarray, found: Clusters) -> pa.Table:
    """One row per cluster of two or more: how many rows, how far its ends are apart, the least likeness to the kept."""
    kept = np.flatnonzero(found.keep)
    owner = np.where(found.keep, np.arange(found.keep.size), found.duplicate_of)
    members = np.bincount(owner, minlength=found.keep.size)
    least = np.ones(found.keep.size)
    np.minimum.at(least, owner, found.jaccard)
    crowded = kept[members[kept] > 1]
    columns = {
        "cluster": pa.array(names[found.cluster[crowded]], pa.string()),
        "members": pa.array(members[crowded]),
        "diameter": pa.array(found.diameter[crowded]),
        "least_jaccard": pa.array(least[crowded]),
    }
    return pa.table(columns).sort_by([("diameter", "descending"), ("least_jaccard", "ascending")])


def _dropped(table: pa.Table, texts: pa.ChunkedArray, names: np.ndarray, found: Clusters, known: Known) -> pa.Table:
    gone = np.flatnonzero(~found.keep | known.mask)
    held = known.mask[gone]
    stays = np.where(held, gone, found.duplicate_of[gone])
    rows = pa.array(gone)
    same = np.asarray(pc.equal(texts.take(rows), texts.take(pa.array(stays))).to_numpy(zero_copy_only=False), bool)
    reasons = np.where(held, KNOWN, np.where(same, "exact_duplicate", "near_duplicate"))
    columns = {
        "record_id": pa.array(names[gone], pa.string()),
        "reason": pa.array(reasons.tolist(), pa.string()),
        "duplicate_of": pa.array(np.where(held, known.earlier[gone], names[stays]), pa.string()),
        "jaccard": pa.array(np.where(held, known.jaccard[gone], found.jaccard[gone]), pa.float64()),
    }
    return add_columns(table.take(rows), columns)
