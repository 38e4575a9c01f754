"""Ingest: files in, records with stable ids out, unreadable lines kept aside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.core.errors import VerilodeError
from pipelines.core.files import write_atomically
from pipelines.run._intake import Intake, known_ids
from pipelines.sources import ColumnMapping, Part, parts
from pipelines.store.project import Project
from pipelines.store.tables import Commit, Counts, fingerprint


@dataclass(frozen=True, slots=True)
class IngestReport:
    """Counts over all files of one ingest. Records that were known already count as kept, not as added."""

    counts: Counts
    record_ids_added: int
    quarantine_files: tuple[Path, ...]


def ingest(
    project: Project,
    files: Sequence[Path],
    mapping: ColumnMapping,
    source: str | None = None,
    options: Mapping[str, Any] | None = None,
) -> IngestReport:
    """Read files into the project; a file read before, unchanged and mapped the same way, is not read again.

    Args:
        project: Where the records go.
        files: What to read: files, data set folders or names on the Hub; the format follows from each name.
        mapping: Which column becomes which field.
        source: Name of the origin, part of every record id; default the file's own name.
        options: Options of the files' readers.

    Raises:
        VerilodeError: for a file that is missing, of an unknown format or unreadable as a whole.
    """
    if not files:
        raise VerilodeError("no files to ingest")
    read = dict(options or {})
    commits = [_ingest_part(project, part, mapping, source or part.source, read) for part in parts(files, read)]
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


def _ingest_part(
    project: Project, part: Part, mapping: ColumnMapping, source: str, read: Mapping[str, Any]
) -> tuple[Commit, bool]:
    """The commit that holds this part, and whether it was made now.

    The stamp holds what the file is, not where it lies: every later draw depends on it, and a project must come out the
    same in another folder.
    """
    lane = project.tables
    options = {**part.stamp(), "map": mapping.as_dict(), "source": source, **({"read": read} if read else {})}
    known = lane.find(fingerprint("ingest", options, []))
    if known is not None:
        return known, False
    shown = _shown(project, part)
    with lane.begin("ingest", options=options) as writer:
        Intake(writer, known_ids(lane, source), shown, source).read(part, mapping)
        writer.extra["file"] = shown
    return lane.commits("ingest")[-1], True


def _shown(project: Project, part: Part) -> str:
    """A file of the project by its path in the project, any other by its whole path, a split on the Hub by its name."""
    if part.revision is not None:
        return f"hub:{part.file.as_posix()}"
    whole = part.file.resolve()
    return str(whole.relative_to(project.root) if whole.is_relative_to(project.root) else whole)
