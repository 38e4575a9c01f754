"""Ingest: files in, records with stable ids out, unreadable lines kept aside."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.core.errors import VerilodeError
from pipelines.core.files import write_atomically
from pipelines.core.ids import canonical_json
from pipelines.core.progress import progress
from pipelines.core.records import CONTENT_FIELDS
from pipelines.run.naming import RecordIds
from pipelines.sources import Bad, ColumnMapping, Row, open_source, quarantine_line
from pipelines.store.project import Project
from pipelines.store.selection import ingests
from pipelines.store.tables import Commit, CommitWriter, Counts, TableLane, fingerprint

_BATCH = 4096


@dataclass(frozen=True, slots=True)
class IngestReport:
    """Counts over all files of one ingest. Records that were known already count as kept, not as added."""

    counts: Counts
    record_ids_added: int
    quarantine_files: tuple[Path, ...]


def ingest(project: Project, files: Sequence[Path], mapping: ColumnMapping, source: str | None = None) -> IngestReport:
    """Read files into the project; a file read before, unchanged and mapped the same way, is not read again.

    Args:
        project: Where the records go.
        files: What to read; the format follows from each name.
        mapping: Which column becomes which field.
        source: Name of the origin, part of every record id; default the file's own name.

    Raises:
        VerilodeError: for a file that is missing, of an unknown format or unreadable as a whole.
    """
    if not files:
        raise VerilodeError("no files to ingest")
    commits = [_ingest_file(project, file, mapping, source or file.name) for file in files]
    total = Counts(
        sum(c.counts.in_ for c, _ in commits),
        sum(c.counts.kept for c, _ in commits),
        sum(c.counts.dropped for c, _ in commits),
        sum(c.counts.quarantined for c, _ in commits),
    )
    added = sum(c.kinds.get("records", 0) for c, new in commits if new)
    quarantines = tuple(c.quarantine_file for c, _ in commits if c.quarantine_file)
    return IngestReport(total, added, quarantines)


def input_files(project: Project) -> list[Path]:
    """The files that the recipe's input names, those there are: absolute paths, or patterns in the project's folder."""
    return [file for pattern in project.recipe.input.get("files") or [] for file in _matches(project.root, pattern)]


def _matches(root: Path, pattern: str) -> list[Path]:
    return [Path(pattern)] if Path(pattern).is_absolute() else sorted(root.glob(pattern))


def one_quarantine(project: Project, report: IngestReport) -> Path | None:
    """The file with every unreadable row of this ingest: the only commit's own, or several put together."""
    files = report.quarantine_files
    if len(files) < 2:
        return files[0] if files else None
    together = project.root / "quarantine.jsonl"
    write_atomically(together, b"".join(file.read_bytes() for file in files))
    return together


def _ingest_file(project: Project, file: Path, mapping: ColumnMapping, source: str) -> tuple[Commit, bool]:
    """The commit that holds this file, and whether it was made now.

    The stamp holds what the file is, not where it lies: every later draw depends on it, and a project must come out the
    same in another folder.
    """
    lane, rows = project.tables, open_source(file)
    options = {"sha256": _hash(file), "map": mapping.as_dict(), "source": source}
    known = lane.find(fingerprint("ingest", options, []))
    if known is not None:
        return known, False
    shown = _shown(project, file)
    with lane.begin("ingest", options=options) as writer:
        _Intake(writer, _known_ids(lane), shown, source).read(rows, mapping)
        writer.extra["file"] = shown
    return lane.commits("ingest")[-1], True


def _shown(project: Project, file: Path) -> str:
    """A file of the project by its path in the project, any other by its whole path."""
    whole = file.resolve()
    return str(whole.relative_to(project.root) if whole.is_relative_to(project.root) else whole)


def _hash(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _known_ids(lane: TableLane) -> set[str]:
    return {name for batch in lane.scan("records", ingests(lane)) for name in batch.column("record_id").to_pylist()}


class _Intake:
    """One file's way into one commit."""

    def __init__(self, writer: CommitWriter, known: set[str], file: str, source: str) -> None:
        self.writer = writer
        self.known = known
        self.file = file
        self.source = source
        self.ids = RecordIds(source)
        self.seen = self.kept = self.bad = 0

    def read(self, rows: Iterator[Row | Bad], mapping: ColumnMapping) -> None:
        """Take in every row; write the counts."""
        batch: list[dict[str, Any]] = []
        for row in rows:
            self.seen += 1
            record = self._record(row, mapping)
            if record is not None:
                batch.append(record)
            if len(batch) == _BATCH:
                self.writer.write("records", batch)
                batch = []
            if self.seen % _BATCH == 0:
                progress(f"ingest {Path(self.file).name}", self.seen)
        if batch or "records" not in self.writer.kinds:
            self.writer.write("records", batch)
        progress(f"ingest {Path(self.file).name}", self.seen, self.seen)
        self.writer.counts = Counts(self.seen, self.kept, 0, self.bad)

    def _record(self, row: Row | Bad, mapping: ColumnMapping) -> dict[str, Any] | None:
        """The row as a record, or None when it was quarantined or known before."""
        mapped = mapping.apply(row) if isinstance(row, Row) else row
        if isinstance(mapped, Bad):
            self.bad += 1
            self.writer.quarantine(quarantine_line(self.file, mapped))
            return None
        self.kept += 1
        name = self.ids.next(mapped)
        return None if name in self.known else self._columns(row, mapped, name)

    def _columns(self, row: Row, mapped: Mapping[str, Any], name: str) -> dict[str, Any]:
        return {
            "record_id": name,
            **{field: mapped.get(field) for field in CONTENT_FIELDS},
            "source": self.source,
            "file": self.file,
            "line": row.line,
            "byte_offset": row.byte_offset,
            "group": mapped.get("group"),
            "meta": canonical_json(mapped.get("meta") or {}).decode(),
        }
