"""Near-duplicate removal from table to table and from files to files, without a project."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.core.errors import VerilodeError
from pipelines.neardup import Clusters, cluster
from pipelines.neardup.keep import priorities
from pipelines.neardup.options import Options
from pipelines.neardup.presets import preset_options
from pipelines.run._divided import KNOWN, Origin, known_rows, record_ids, tables_of
from pipelines.run.once import files_read_once
from pipelines.run.rows import refuse_existing, write_results


@dataclass(frozen=True, slots=True)
class DedupeResult:
    """A table divided: `kept` as it was, `dropped` with reason, `duplicate_of` and `jaccard`, `clusters` per row.

    `chains` has a row for each cluster of two or more, the one whose ends are farthest apart first. The others carry
    each row's `record_id`. A column of the input keeps its name; where it has one of these, ours ends in an underscore.
    `options` are those the rows were compared with, the keep rule among them.
    """

    kept: pa.Table
    dropped: pa.Table
    clusters: pa.Table
    chains: pa.Table
    found: Clusters = field(repr=False)
    options: Mapping[str, Any]

    @property
    def cluster_count(self) -> int:
        """Clusters of two or more rows."""
        return int((np.unique(self.found.cluster, return_counts=True)[1] > 1).sum())

    @property
    def known(self) -> int:
        """Rows that an earlier snapshot holds."""
        return int(pc.sum(pc.equal(self.dropped["reason"], KNOWN)).as_py() or 0)

    @property
    def longest_chain(self) -> int:
        """The largest diameter of a cluster: above 1, its ends may resemble each other less than the threshold."""
        return int(self.found.diameter.max(initial=0))


@dataclass(frozen=True, slots=True)
class DedupeReport:
    """Counts of one file-to-file run; seconds are wall-clock and processor time."""

    in_: int
    kept: int
    dropped: int
    quarantined: int
    clusters: int
    longest_chain: int
    known: int
    options: Mapping[str, Any]
    seconds: float
    cpu_seconds: float


def dedupe(
    table: pa.Table,
    *,
    text_field: str = "text",
    preset: str | None = None,
    keep: str = "longest",
    by: str | None = None,
    source: str = "table",
    engine: str = "local",
    **options: Any,
) -> DedupeResult:
    """Divide a table into kept rows and near-duplicates of them; every pair is verified exactly.

    Args:
        table: Any columns; `text_field` must be text.
        text_field: The column that is compared.
        preset: A name of `pipelines.neardup.presets.PRESETS`; what is given beside it goes first.
        keep: Which row of a cluster stays: longest, first, newest, source (of the first file) or verified.
        by: The column `newest` (a date or number; without it later rows are newer) and `verified` look at.
        source: Part of each row's record id, and the `file` of its row in `clusters`.
        engine: local, or ray (the extra): the same answer from many machines.
        **options: Of `pipelines.neardup.cluster`: threshold, ngram, unit, measure, link, exact, num_perm, memory.

    Raises:
        VerilodeError: when a column is missing or holds no text, or an option is out of range.
    """
    chosen = {**preset_options(preset, options), "keep": keep, "by": by}
    return divide(table, text_field, Origin.of_table(source, table.num_rows), chosen, engine)


def dedupe_files(
    files: Sequence[Path],
    out: Path,
    *,
    text_field: str = "text",
    preset: str | None = None,
    against: Sequence[Path] = (),
    engine: str = "local",
    **options: Any,
) -> DedupeReport:
    """Read files, divide their rows, write the four tables of `DedupeResult` and `quarantine.jsonl` into `out`.

    Rows that a snapshot among `against` already holds are dropped first; the earlier record is named. The same command
    goes on where an interrupted one stopped.

    Raises:
        VerilodeError: when `out` exists, or a file cannot be read.
    """
    refuse_existing(out)
    started, cpu = time.perf_counter(), time.process_time()
    chosen = preset_options(preset, options)
    with files_read_once(files, out) as rows:
        result = divide(rows.table, text_field, Origin(rows.files, rows.numbers), chosen, engine, against)
        tables = {name: getattr(result, name) for name in ("kept", "dropped", "clusters", "chains")}
        write_results(out, tables, rows.quarantine)
    return DedupeReport(
        rows.seen,
        result.kept.num_rows,
        result.dropped.num_rows,
        len(rows.quarantine),
        result.cluster_count,
        result.longest_chain,
        result.known,
        result.options,
        time.perf_counter() - started,
        time.process_time() - cpu,
    )


def divide(
    table: pa.Table,
    text_field: str,
    origin: Origin,
    options: Mapping[str, Any],
    engine: str = "local",
    against: Sequence[Path] = (),
) -> DedupeResult:
    """Compare the rows of a table, by an engine, and divide it."""
    texts = _texts(table, text_field)
    names = record_ids(texts, origin)
    kernel, priority = _kernel_options(table, origin, options)
    checked = Options(**kernel)
    known = known_rows(texts, against, checked)
    # a text without words is nobody's copy, so the known ones are taken out without moving the others
    unknown = pc.if_else(pa.array(known.mask), pa.scalar(None, texts.type), texts) if known.mask.any() else texts
    found = _engine(engine)(unknown, priority=priority, **kernel)
    divided = tables_of(table, texts, names, origin, found, known)
    return DedupeResult(**divided, found=found, options=_as_reported(checked, options))


def _as_reported(kernel: Options, options: Mapping[str, Any]) -> dict[str, Any]:
    """What a reader of the result needs to know to make it again."""
    used = {name: value for name, value in asdict(kernel).items() if name != "memory"}
    return {**used, "keep": options.get("keep") or "longest", "by": options.get("by")}


def _texts(table: pa.Table, name: str) -> pa.ChunkedArray:
    _need_column(table, name)
    try:
        return table[name].cast(pa.large_string())
    except pa.ArrowException:
        raise VerilodeError(f"column {name!r} holds {table[name].type}, not text") from None


def _need_column(table: pa.Table, name: str) -> None:
    if name not in table.schema.names:
        raise VerilodeError(f"no column {name!r}; there are: {', '.join(table.schema.names)}")


def _kernel_options(
    table: pa.Table, origin: Origin, options: Mapping[str, Any]
) -> tuple[dict[str, Any], np.ndarray | None]:
    """The kernel's own options, and which rows it should prefer."""
    kernel = dict(options)
    keep, by = kernel.pop("keep", None) or "longest", kernel.pop("by", None)
    if by is not None:
        _need_column(table, by)
    values = table[by] if by is not None else origin.files.array.indices if keep == "source" else None
    kernel["keep"] = "first" if keep == "first" else "longest"
    return kernel, priorities(keep, values, table.num_rows)


def _engine(name: str) -> Callable[..., Clusters]:
    if name == "local":
        return cluster
    if name != "ray":
        raise VerilodeError(f"no engine called {name!r}; known: local, ray")
    from pipelines.run.ray import cluster as on_ray

    return on_ray
