"""Near-duplicate removal from table to table and from files to files, without a project."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.core.errors import VerilodeError
from pipelines.core.files import folder_atomically
from pipelines.core.records import normal_content, record_id
from pipelines.neardup import Clusters, cluster
from pipelines.sources import Bad, open_source, quarantine_line


@dataclass(frozen=True, slots=True)
class DedupeResult:
    """A table divided: `kept` as it was, `dropped` with reason, `duplicate_of` and `jaccard`, `clusters` per row."""

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
        table: Any columns; `text_field` must be text. Columns `file` and `row` name a row's origin if present.
        text_field: The column that is compared.
        threshold: Smallest Jaccard similarity of two rows' n-gram sets that makes them duplicates.
        ngram: Words (or characters) per n-gram.
        num_perm: MinHash permutations.
        unit: Count in words or in characters.
        keep: Which row of a cluster stays.
        source: Part of each row's record id.

    Raises:
        VerilodeError: when the column is missing.
    """
    if text_field not in table.schema.names:
        raise VerilodeError(f"no column {text_field!r}; there are: {', '.join(table.schema.names)}")
    texts = table[text_field].cast(pa.large_string())
    found = cluster(texts, threshold=threshold, ngram=ngram, num_perm=num_perm, unit=unit, keep=keep)
    names = _record_ids(table, text_field, source)
    kept = table.append_column("record_id", pa.array(names, pa.string())).filter(pa.array(found.keep))
    return DedupeResult(kept, _dropped(table, names, found), _cluster_rows(table, names, found), found)


def dedupe_files(files: Sequence[Path], out: Path, *, text_field: str = "text", **options: object) -> DedupeReport:
    """Read files, divide their rows, write `kept`, `dropped`, `clusters` (Parquet) and `quarantine.jsonl` into `out`.

    Raises:
        VerilodeError: when `out` exists, or a file cannot be read.
    """
    if out.exists():
        raise VerilodeError("already exists; choose another --out", file=out)
    started, cpu = time.perf_counter(), time.process_time()
    table, quarantine, seen = _read(files)
    result = dedupe(table, text_field=text_field, **options)  # type: ignore[arg-type]
    drop = [name for name in ("file", "row") if name in table.schema.names]
    with folder_atomically(out) as folder:
        pq.write_table(result.kept.drop_columns(drop), folder / "kept.parquet")
        pq.write_table(result.dropped.drop_columns(drop), folder / "dropped.parquet")
        pq.write_table(result.clusters, folder / "clusters.parquet")
        (folder / "quarantine.jsonl").write_bytes(b"".join(quarantine))
    return DedupeReport(
        seen,
        result.kept.num_rows,
        result.dropped.num_rows,
        len(quarantine),
        result.cluster_count,
        time.perf_counter() - started,
        time.process_time() - cpu,
    )


def _read(files: Sequence[Path]) -> tuple[pa.Table, list[bytes], int]:
    """All rows of all files with `file` and `row`, the quarantine lines, and how many rows there were."""
    rows: list[dict[str, object]] = []
    quarantine: list[bytes] = []
    columns: dict[str, None] = {}
    for file in files:
        number = 0
        for row in open_source(file):
            if isinstance(row, Bad):
                quarantine.append(quarantine_line(str(file), row))
                continue
            columns.update(dict.fromkeys(row.values))
            rows.append({**row.values, "file": str(file), "row": number})
            number += 1
    names = [*(name for name in columns if name not in ("file", "row")), "file", "row"]
    if not rows:
        raise VerilodeError("no readable rows", file=files[0] if files else None)
    try:
        table = pa.Table.from_pydict({name: [row.get(name) for row in rows] for name in names})
    except (pa.ArrowInvalid, pa.ArrowTypeError) as mixed:
        raise VerilodeError(f"columns mix types: {mixed}", file=files[0]) from mixed
    return table, quarantine, len(rows) + len(quarantine)


def _record_ids(table: pa.Table, text_field: str, source: str) -> list[str]:
    """The ids `ingest` would give rows with only this text, so that results can be joined with a project's."""
    texts = table[text_field].to_pylist()
    sources = table["file"].to_pylist() if "file" in table.schema.names else [source] * len(texts)
    seen: dict[tuple[str, str], int] = {}
    names = []
    for text, origin in zip(texts, sources, strict=True):
        content = {"text": text}
        key = (normal_content(content).get("text", ""), Path(str(origin)).name)
        names.append(record_id(content, key[1], seen.get(key, 0)))
        seen[key] = seen.get(key, 0) + 1
    return names


def _dropped(table: pa.Table, names: Sequence[str], found: Clusters) -> pa.Table:
    gone = np.flatnonzero(~found.keep)
    texts = found.jaccard[gone]
    return (
        table.take(pa.array(gone))
        .append_column("record_id", pa.array([names[i] for i in gone], pa.string()))
        .append_column("reason", pa.array(["same_text" if j == 1.0 else "near_duplicate" for j in texts], pa.string()))
        .append_column("duplicate_of", pa.array([names[i] for i in found.duplicate_of[gone]], pa.string()))
        .append_column("jaccard", pa.array(texts, pa.float64()))
    )


def _cluster_rows(table: pa.Table, names: Sequence[str], found: Clusters) -> pa.Table:
    n = table.num_rows
    origin = table["file"] if "file" in table.schema.names else pa.array([""] * n, pa.string())
    row = table["row"] if "row" in table.schema.names else pa.array(range(n), pa.int64())
    return pa.table(
        {
            "file": origin,
            "row": row,
            "record_id": pa.array(names, pa.string()),
            "cluster": pa.array([names[i] for i in found.cluster], pa.string()),
            "keep": pa.array(found.keep),
        }
    )
