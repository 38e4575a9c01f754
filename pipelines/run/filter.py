"""A recipe's cleaning from files to files, without a project."""

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines.core.errors import VerilodeError
from pipelines.core.ids import canonical_json
from pipelines.core.progress import progress
from pipelines.core.records import CONTENT_FIELDS, RECORD_SCHEMA
from pipelines.run.clean import step_of
from pipelines.run.naming import RecordIds
from pipelines.run.rows import FileRows, add_columns, read_files, refuse_existing, write_results
from pipelines.run.sink import Sink
from pipelines.sources import Bad, ColumnMapping, Row
from pipelines.steps import Step
from pipelines.store.facts import SCHEMAS
from pipelines.store.recipe import Recipe
from pipelines.store.selection import edited, without

_BATCH = 8192


@dataclass(frozen=True, slots=True)
class FilterReport:
    """Counts of one file-to-file run and of each step; seconds are wall-clock and processor time."""

    in_: int
    kept: int
    dropped: int
    quarantined: int
    edited: int
    steps: list[dict[str, Any]]
    seconds: float
    cpu_seconds: float


def filter_files(files: Sequence[Path], out: Path, recipe: Recipe, mapping: ColumnMapping) -> FilterReport:
    """Carry out a recipe's cleaning steps on files; nothing is rewritten.

    Writes into the new folder `out`: `kept` (the files' columns untouched, plus `record_id`), `dropped` (plus
    `record_id`, `step`, `rule`, `reason`, and `duplicate_of` and `jaccard` for copies), `edits` (the new content of
    each record that a mapper repaired), all Parquet, and `quarantine.jsonl`.

    Raises:
        VerilodeError: when `out` exists, a file cannot be read, or the recipe names an unknown step or option.
    """
    refuse_existing(out)
    started, cpu = time.perf_counter(), time.process_time()
    steps = [(name, step_of(recipe, name, options)) for name, options in recipe.clean]
    if not steps:
        raise VerilodeError(f"the recipe {recipe.name!r} has no cleaning steps")
    records = _Records(mapping)
    rows = read_files(files, records.accept)
    facts, counts = _carry_out(steps, records.table())
    edits = pa.Table.from_pylist(list(map(dict, facts.edits().values())), SCHEMAS["edits"])
    tables = {**_divided(rows, records.names, facts.table("drops")), "edits": edits}
    write_results(out, tables, rows.quarantine)
    return FilterReport(
        rows.seen,
        tables["kept"].num_rows,
        tables["dropped"].num_rows,
        len(rows.quarantine),
        edits.num_rows,
        counts,
        time.perf_counter() - started,
        time.process_time() - cpu,
    )


class _Records:
    """The rows as records, collected while the files are read."""

    def __init__(self, mapping: ColumnMapping) -> None:
        self.mapping = mapping
        self.names: list[str] = []
        self._ids: dict[str, RecordIds] = {}
        self._rows: list[dict[str, Any]] = []

    def accept(self, file: str, row: Row) -> Bad | None:
        """Take in one row, or say why it is no record."""
        mapped = self.mapping.apply(row)
        if isinstance(mapped, Bad):
            return mapped
        source = Path(file).name
        name = self._ids.setdefault(source, RecordIds(source)).next(mapped)
        self.names.append(name)
        meta = canonical_json(mapped["meta"]).decode()
        content = {field: mapped[field] for field in (*CONTENT_FIELDS, "group")}
        place = {"source": source, "file": file, "line": row.line, "byte_offset": row.byte_offset}
        self._rows.append({"record_id": name, **content, **place, "meta": meta})
        return None

    def table(self) -> pa.Table:
        """All records, with `RECORD_SCHEMA` columns."""
        return pa.Table.from_pylist(self._rows, RECORD_SCHEMA)


@dataclass(slots=True)
class _Facts:
    """What the steps found, in memory."""

    rows: dict[str, list[Mapping[str, Any]]] = field(default_factory=lambda: defaultdict(list))

    def write(self, kind: str, rows: pa.Table | Sequence[Mapping[str, Any]]) -> None:
        """Append facts of one kind."""
        self.rows[kind] += rows.to_pylist() if isinstance(rows, pa.Table) else rows

    def table(self, kind: str) -> pa.Table:
        """All facts of one kind, with its columns."""
        return pa.Table.from_pylist([dict(row) for row in self.rows[kind]], SCHEMAS[kind])

    def edits(self, since: int = 0) -> dict[str, Mapping[str, Any]]:
        """The newest content of every edited record, by id."""
        return {row["record_id"]: row for row in self.rows["edits"][since:]}


def _carry_out(steps: Sequence[tuple[str, Step]], records: pa.Table) -> tuple[_Facts, list[dict[str, Any]]]:
    """The facts of all steps, each on what the ones before it left, and each one's counts."""
    facts, counts = _Facts(), []
    batches = records.to_batches(max_chunksize=_BATCH)
    for number, (name, step) in enumerate(steps):
        progress(f"filter: {name}", number, len(steps))
        sink, before = Sink(facts, name), len(facts.rows["edits"])
        step(sink.counting(iter(batches)), sink)
        edits = facts.edits(before)
        batches = [edited(without(batch, sink.dropped), edits) for batch in batches]
        counts.append({"step": name, **sink.counts.as_dict()})
    progress("filter", len(steps), len(steps))
    return facts, counts


def _divided(rows: FileRows, names: Sequence[str], drops: pa.Table) -> dict[str, pa.Table]:
    """The files' rows, kept and dropped apart."""
    place = {name: i for i, name in enumerate(names)}
    gone = [place[name] for name in drops["record_id"].to_pylist()]
    order = sorted(range(len(gone)), key=gone.__getitem__)  # in the files' order, whichever step dropped it
    mask = [True] * len(names)
    for row in gone:
        mask[row] = False
    columns = {name: drops[name].take(order) for name in drops.schema.names}
    dropped = rows.table.take(pa.array([gone[i] for i in order], pa.int64()))
    kept_names = [name for name, stays in zip(names, mask, strict=True) if stays]
    return {
        "kept": add_columns(rows.table.filter(pa.array(mask)), {"record_id": pa.array(kept_names, pa.string())}),
        "dropped": add_columns(dropped, columns),
    }
