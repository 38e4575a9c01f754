"""Decontamination from table to table and from files to files, without a project."""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.core.errors import VerilodeError
from pipelines.run._divided import Origin, record_ids
from pipelines.run.rows import add_columns, read_files, refuse_existing, write_results
from pipelines.steps._contamination import Benchmark, Contamination, Hit, Limits, find_contamination, read_benchmarks


@dataclass(frozen=True, slots=True)
class DecontaminateResult:
    """A table divided, and what the search found.

    Attributes:
        kept: The rows without test text, as they were, plus `record_id`.
        dropped: The others, plus `record_id`, `rule`, `benchmark_file`, `benchmark_line`, `share` and `reason`.
        hits: One row per row of the table and item it contains: `record_id`, `rule`, `benchmark_file`,
            `benchmark_line`, `share` and the first `words` both have.
        items: One row per item of the benchmarks, in order: `file`, `line`, `words` (how many), `sought` (False
            where they are too few) and `records`, how many rows contain it.
        unreadable: Rows of the benchmarks that cannot be read.
    """

    kept: pa.Table
    dropped: pa.Table
    hits: pa.Table
    items: pa.Table
    unreadable: int
    found: Contamination = field(repr=False)


@dataclass(frozen=True, slots=True)
class DecontaminateReport:
    """Counts of one file-to-file run; seconds are wall-clock and processor time.

    Of the `items` of the benchmarks `items_hit` are in some row, `items_clean` in none, and `items_not_sought` have
    too few words to tell; `items_unreadable` come on top. `rules` counts the dropped rows.
    """

    in_: int
    kept: int
    dropped: int
    quarantined: int
    rules: dict[str, int]
    items: int
    items_hit: int
    items_clean: int
    items_not_sought: int
    items_unreadable: int
    seconds: float
    cpu_seconds: float


def decontaminate(
    table: pa.Table,
    against: Sequence[str],
    *,
    text_field: Sequence[str] = ("text",),
    source: str | Sequence[str] = "table",
    **options: Any,
) -> DecontaminateResult:
    """Divide a table into rows with and without text of test sets or benchmarks.

    Args:
        table: Any columns; those of `text_field` must be text.
        against: Files of test sets, each `FILE` or `FILE::COLUMN`.
        text_field: The columns that are looked through, joined by line ends.
        source: Part of each row's record id: one name, or one for each row.
        options: Those of the step `decontaminate`.

    Raises:
        VerilodeError: when a column is missing or holds no text, a benchmark cannot be read, or an option is wrong.
    """
    limits = Limits(**options)
    texts = _texts(table, text_field)
    benchmark = read_benchmarks(against)
    found = find_contamination(texts, benchmark, limits)
    sources = [source] * table.num_rows if isinstance(source, str) else source
    return _divided(table, record_ids(texts, Origin.of_sources(sources)), benchmark, found)


def decontaminate_files(
    files: Sequence[Path], against: Sequence[str], out: Path, *, text_field: Sequence[str] = ("text",), **options: Any
) -> DecontaminateReport:
    """Read files, divide their rows, and write the four tables (Parquet) and `quarantine.jsonl` into `out`.

    Raises:
        VerilodeError: when `out` exists, a file cannot be read, or an option is wrong.
    """
    refuse_existing(out)
    started, cpu = time.perf_counter(), time.process_time()
    rows = read_files(files)
    sources = [Path(str(file)).name for file in rows.files]
    result = decontaminate(rows.table, against, text_field=text_field, source=sources, **options)
    tables = {name: getattr(result, name) for name in ("kept", "dropped", "hits", "items")}
    write_results(out, tables, rows.quarantine)
    hit, sought = int((result.found.records_per_item > 0).sum()), int(result.found.sought.sum())
    return DecontaminateReport(
        in_=rows.seen,
        kept=result.kept.num_rows,
        dropped=result.dropped.num_rows,
        quarantined=len(rows.quarantine),
        rules=dict(Counter(hit.rule for hit in result.found.strongest.values())),
        items=result.items.num_rows,
        items_hit=hit,
        items_clean=sought - hit,
        items_not_sought=result.items.num_rows - sought,
        items_unreadable=result.unreadable,
        seconds=time.perf_counter() - started,
        cpu_seconds=time.process_time() - cpu,
    )


def _texts(table: pa.Table, names: Sequence[str]) -> pa.ChunkedArray:
    columns = []
    for name in names:
        if name not in table.schema.names:
            raise VerilodeError(f"no column {name!r}; there are: {', '.join(table.schema.names)}")
        try:
            columns.append(table[name].cast(pa.large_string()))
        except pa.ArrowException:
            raise VerilodeError(f"column {name!r} holds {table[name].type}, not text") from None
    if len(columns) == 1:
        return columns[0]
    filled = [pc.fill_null(column, "") for column in columns]
    return pc.binary_join_element_wise(*filled, pa.scalar("\n", pa.large_string()))


def _divided(table: pa.Table, names: np.ndarray, benchmark: Benchmark, found: Contamination) -> DecontaminateResult:
    strongest = list(found.strongest.values())
    gone = np.array([hit.record for hit in strongest], np.int64)
    mask = np.ones(table.num_rows, bool)
    mask[gone] = False
    about, hits = _hit_columns(strongest, names, benchmark), _hit_columns(found.hits, names, benchmark)
    reasons = {"reason": pa.array([hit.reason for hit in strongest], pa.string())}
    del about["words"]
    items = {
        "file": pa.array(benchmark.files, pa.string()),
        "line": pa.array(benchmark.lines, pa.int64()),
        "words": pa.array(found.words_per_item),
        "sought": pa.array(found.sought),
        "records": pa.array(found.records_per_item),
    }
    return DecontaminateResult(
        kept=add_columns(table.filter(pa.array(mask)), {"record_id": pa.array(names[mask], pa.string())}),
        dropped=add_columns(table.take(pa.array(gone)), {**about, **reasons}),
        hits=pa.table(hits),
        items=pa.table(items),
        unreadable=benchmark.unreadable,
        found=found,
    )


def _hit_columns(hits: Sequence[Hit], names: np.ndarray, benchmark: Benchmark) -> dict[str, pa.Array]:
    return {
        "record_id": pa.array([names[hit.record] for hit in hits], pa.string()),
        "rule": pa.array([hit.rule for hit in hits], pa.string()),
        "benchmark_file": pa.array([benchmark.files[hit.item] for hit in hits], pa.string()),
        "benchmark_line": pa.array([benchmark.lines[hit.item] for hit in hits], pa.int64()),
        "share": pa.array([hit.share for hit in hits], pa.float64()),
        "words": pa.array([hit.words for hit in hits], pa.string()),
    }
