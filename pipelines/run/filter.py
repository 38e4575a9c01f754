"""A recipe's cleaning from files to files, without a project.

The records and every finished step lie in a hidden folder beside the result until it is there, so the same command
goes on where an interrupted one stopped.
"""

import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.core.errors import VerilodeError
from pipelines.core.files import content_stamp
from pipelines.core.ids import canonical_json, digest
from pipelines.core.records import CONTENT_FIELDS, RECORD_SCHEMA
from pipelines.run._engine import working_on
from pipelines.run.clean import built_steps, carry_out
from pipelines.run.given import given_by_recipe
from pipelines.run.naming import RecordIds
from pipelines.run.rows import FileRows, add_columns, read_files, refuse_existing, write_results
from pipelines.sources import Bad, ColumnMapping, Row
from pipelines.store.recipe import Recipe
from pipelines.store.selection import ingested_ids
from pipelines.store.tables import CommitWriter, Counts, TableLane

_BATCH = 8192
_BATCH_BYTES = 64 * 1024 * 1024


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


def filter_files(
    files: Sequence[Path], out: Path, recipe: Recipe, mapping: ColumnMapping, engine: str = "local"
) -> FilterReport:
    """Carry out a recipe's cleaning steps on files; nothing is rewritten.

    Writes into the new folder `out`: `kept` (the files' columns untouched, plus `record_id`), `dropped` (plus
    `record_id`, `step`, `rule`, `reason`, and `duplicate_of` and `jaccard` for copies), `edits` (the new content of
    each record that a mapper repaired), all Parquet, and `quarantine.jsonl`. With the engine `ray` filters and their
    signals are computed by Ray's workers; mappers, deduplicators and what must see all records are not.

    Raises:
        VerilodeError: when `out` exists, a file cannot be read, or the recipe names an unknown step or option.
    """
    refuse_existing(out)
    started, cpu = time.perf_counter(), time.process_time()
    steps = built_steps(recipe, given_by_recipe(recipe))
    if not steps:
        raise VerilodeError(f"the recipe {recipe.name!r} has no cleaning steps")
    basis = {"files": [[str(file), content_stamp(file)] for file in files], "map": mapping.as_dict()}
    with _workplace(out, basis) as lane:
        rows = _take_in(lane, files, mapping, basis)
        with working_on(engine):
            done, reports = carry_out(lane, steps, "filter")
        tables = {**_divided(rows, lane, lane.read("drops", done)), "edits": _newest(lane.read("edits", done))}
        write_results(out, tables, rows.quarantine)
    return FilterReport(
        rows.seen,
        tables["kept"].num_rows,
        tables["dropped"].num_rows,
        len(rows.quarantine),
        tables["edits"].num_rows,
        [{"step": each.step, **each.counts.as_dict(), "reused": each.reused} for each in reports],
        time.perf_counter() - started,
        time.process_time() - cpu,
    )


@contextmanager
def _workplace(out: Path, basis: Mapping[str, Any]) -> Iterator[TableLane]:
    """A lane for what is found on the way to `out`; it goes when `out` is there, or when nothing was found yet."""
    folder = out.parent / f".{out.name}.partial"
    lane = TableLane(folder / digest(basis)[:16])
    try:
        lane.root.mkdir(parents=True, exist_ok=True)
    except OSError as refusal:
        raise VerilodeError(f"cannot be written: {refusal.strerror}", file=out) from None
    try:
        yield lane
    except BaseException:
        if not lane.commits():
            shutil.rmtree(lane.root, ignore_errors=True)
            with suppress(OSError):
                folder.rmdir()  # another run's results may wait in it
        raise
    shutil.rmtree(folder, ignore_errors=True)


def _take_in(lane: TableLane, files: Sequence[Path], mapping: ColumnMapping, basis: Mapping[str, Any]) -> FileRows:
    """The files' rows; their records are put into the lane unless an earlier run did."""
    if lane.commits("ingest"):
        return read_files(files, lambda _file, row: _refused(mapping.apply(row)))
    with lane.begin("ingest", options=basis) as writer:
        records = _Records(mapping, writer)
        rows = read_files(files, records.accept)
        records.close()
        bad = len(rows.quarantine)
        writer.counts = Counts(rows.seen, rows.seen - bad, 0, bad)
    return rows


class _Records:
    """The rows as records, written while the files are read."""

    def __init__(self, mapping: ColumnMapping, writer: CommitWriter) -> None:
        self._mapping, self._writer = mapping, writer
        self._ids: dict[str, RecordIds] = {}
        self._file = ""
        self._places: list[tuple[int, int]] = []
        self._contents: list[Mapping[str, Any]] = []
        self._bytes = 0

    def accept(self, file: str, row: Row) -> Bad | None:
        """Take in one row, or say why it is no record."""
        mapped = self._mapping.apply(row)
        if isinstance(mapped, Bad):
            return mapped
        if file != self._file or len(self._places) == _BATCH or self._bytes > _BATCH_BYTES:
            self.close()
            self._file = file
        self._places.append((row.line, row.byte_offset))
        self._contents.append(mapped)
        self._bytes += len(row.raw)
        return None

    def close(self) -> None:
        """Write what is held."""
        source, n = Path(self._file).name, len(self._places)
        columns: dict[str, Sequence[Any]] = {
            "record_id": self._ids.setdefault(source, RecordIds(source)).next_batch(self._contents) if n else [],
            **{field: [content[field] for content in self._contents] for field in (*CONTENT_FIELDS, "group")},
            "source": [source] * n,
            "file": [self._file] * n,
            "line": [line for line, _ in self._places],
            "byte_offset": [offset for _, offset in self._places],
            "meta": [canonical_json(content["meta"]).decode() for content in self._contents],
        }
        typed = {name: pa.array(values, RECORD_SCHEMA.field(name).type) for name, values in columns.items()}
        self._writer.write("records", pa.table(typed))
        self._places, self._contents, self._bytes = [], [], 0


def _refused(mapped: Mapping[str, Any] | Bad) -> Bad | None:
    return mapped if isinstance(mapped, Bad) else None


def _divided(rows: FileRows, lane: TableLane, drops: pa.Table) -> dict[str, pa.Table]:
    """The files' rows, kept and dropped apart, both in the files' order."""
    names = pa.chunked_array(list(ingested_ids(lane)), pa.string()).combine_chunks()
    gone = np.asarray(pc.index_in(drops["record_id"], names), np.int64)
    stays = np.ones(len(names), bool)
    stays[gone] = False
    reasons = drops.take(pa.array(np.argsort(gone)))
    return {
        "kept": add_columns(rows.table.filter(pa.array(stays)), {"record_id": names.filter(pa.array(stays))}),
        "dropped": add_columns(
            rows.table.filter(pa.array(~stays)), dict(zip(reasons.schema.names, reasons.columns, strict=True))
        ),
    }


def _newest(edits: pa.Table) -> pa.Table:
    """The last edit of each record."""
    which = edits["record_id"].combine_chunks().dictionary_encode()
    last = np.zeros(len(which.dictionary), np.int64)
    last[np.asarray(which.indices)] = np.arange(edits.num_rows)  # of equal places the last assignment stays
    return edits.take(pa.array(np.sort(last)))
