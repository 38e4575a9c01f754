"""Near-duplicate removal from table to table and from files to files, without a project."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.core.errors import VerilodeError
from pipelines.neardup import Clusters, cluster
from pipelines.run.naming import RecordIds
from pipelines.run.rows import add_columns, read_files, refuse_existing, write_results


@dataclass(frozen=True, slots=True)
class DedupeResult:
    """A table divided: `kept` as it was, `dropped` with reason, `duplicate_of` and `jaccard`, `clusters` per row.

    Both carry each row's `record_id`. A column of the input keeps its name; where it has one of these, ours ends in
    an underscore.
    """

    kept: pa.Table
    dropped: pa.Table
    clusters: pa.Table
    found: Clusters = field(repr=False)

    @property
    def cluster_count(self) -> int:
        """Clusters of two or more rows."""
        return int((np.unique(self.found.cluster, return_counts=True)[1] > 1).sum())


@dataclass(frozen=True, slots=True)
class DedupeReport:
    """Counts of one file-to-file run; seconds are wall-clock and processor time."""

    in_: int
    kept: int
    dropped: int
    quarantined: int
    clusters: int
    seconds: float
    cpu_seconds: float


@dataclass(frozen=True, slots=True)
class _Origin:
    """Where each row came from: its file as given, and its place there from 0."""

    files: Sequence[str]
    numbers: Sequence[int]


def dedupe(
    table: pa.Table,
    *,
    text_field: str = "text",
    threshold: float = 0.8,
    ngram: int = 5,
    num_perm: int = 128,
    unit: Literal["word", "char"] = "word",
    keep: Literal["longest", "first"] = "longest",
    source: str = "table",
) -> DedupeResult:
    """Divide a table into kept rows and near-duplicates of them; every pair is verified by exact Jaccard.

    Args:
        table: Any columns; `text_field` must be text.
        text_field: The column that is compared.
        threshold: Smallest Jaccard similarity of two rows' n-gram sets that makes them duplicates.
        ngram: Words (or characters) per n-gram.
        num_perm: MinHash permutations.
        unit: Count in words or in characters.
        keep: Which row of a cluster stays.
        source: Part of each row's record id, and the `file` of its row in `clusters`.

    Raises:
        VerilodeError: when the column is missing or holds no text.
    """
    options = {"threshold": threshold, "ngram": ngram, "num_perm": num_perm, "unit": unit, "keep": keep}
    return _divide(table, text_field, _Origin([source] * table.num_rows, range(table.num_rows)), options)


def dedupe_files(files: Sequence[Path], out: Path, *, text_field: str = "text", **options: object) -> DedupeReport:
    """Read files, divide their rows, write `kept`, `dropped`, `clusters` (Parquet) and `quarantine.jsonl` into `out`.

    Raises:
        VerilodeError: when `out` exists, or a file cannot be read.
    """
    refuse_existing(out)
    started, cpu = time.perf_counter(), time.process_time()
    rows = read_files(files)
    result = _divide(rows.table, text_field, _Origin(rows.files, rows.numbers), options)
    tables = {"kept": result.kept, "dropped": result.dropped, "clusters": result.clusters}
    write_results(out, tables, rows.quarantine)
    return DedupeReport(
        rows.seen,
        result.kept.num_rows,
        result.dropped.num_rows,
        len(rows.quarantine),
        result.cluster_count,
        time.perf_counter() - started,
        time.process_time() - cpu,
    )


def _divide(table: pa.Table, text_field: str, origin: _Origin, options: dict[str, object]) -> DedupeResult:
    texts = _texts(table, text_field)
    found = cluster(texts, **options)  # type: ignore[arg-type]
    names = np.array(_record_ids(texts, origin), dtype=object)
    kept = add_columns(table.filter(pa.array(found.keep)), {"record_id": pa.array(names[found.keep], pa.string())})
    return DedupeResult(kept, _dropped(table, texts, names, found), _cluster_rows(names, origin, found), found)


def _texts(table: pa.Table, name: str) -> pa.ChunkedArray:
    if name not in table.schema.names:
        raise VerilodeError(f"no column {name!r}; there are: {', '.join(table.schema.names)}")
    try:
        return table[name].cast(pa.large_string())
    except pa.ArrowException:
        raise VerilodeError(f"column {name!r} holds {table[name].type}, not text") from None


def _record_ids(texts: pa.ChunkedArray, origin: _Origin) -> list[str]:
    """The ids `ingest` would give rows with only this text, so that results can be joined with a project's."""
    sources = {file: Path(file).name for file in dict.fromkeys(origin.files)}
    ids = {source: RecordIds(source) for source in sources.values()}
    return [ids[sources[file]].next({"text": text}) for text, file in zip(texts.to_pylist(), origin.files, strict=True)]


def _dropped(table: pa.Table, texts: pa.ChunkedArray, names: np.ndarray, found: Clusters) -> pa.Table:
    gone = np.flatnonzero(~found.keep)
    stays = found.duplicate_of[gone]
    same = pc.equal(texts.take(pa.array(gone, pa.int64())), texts.take(pa.array(stays, pa.int64())))
    columns = {
        "record_id": pa.array(names[gone], pa.string()),
        "reason": pc.if_else(same, "exact_duplicate", "near_duplicate"),
        "duplicate_of": pa.array(names[stays], pa.string()),
        "jaccard": pa.array(found.jaccard[gone], pa.float64()),
    }
    return add_columns(table.take(pa.array(gone, pa.int64())), columns)


def _cluster_rows(names: np.ndarray, origin: _Origin, found: Clusters) -> pa.Table:
    return pa.table(
        {
            "file": pa.array(origin.files, pa.string()),
            "row": pa.array(origin.numbers, pa.int64()),
            "record_id": pa.array(names, pa.string()),
            "cluster": pa.array(names[found.cluster], pa.string()),
            "keep": pa.array(found.keep),
        }
    )
