"""Read files into the project: records with stable ids, unreadable lines in quarantine."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from pipelines.core.errors import VerilodeError
from pipelines.run.ingest import ingest as run_ingest
from pipelines.run.ingest import input_files, one_quarantine
from pipelines.sources import ColumnMapping, parse_settings
from pipelines.store.project import Project

LONG = True


@dataclass(frozen=True, slots=True)
class Ingested:
    """What came in."""

    in_: int
    kept: int
    dropped: int
    quarantined: int
    quarantine_file: str | None
    record_ids_added: int


def ingest(
    project: Project,
    files: list[Path] | None = None,
    *,
    map: list[str] | None = None,
    source: str | None = None,
    set: list[str] | None = None,
) -> Ingested:
    """Read files: tables, lists of JSON objects, plain text, documents. Reading the same file again adds nothing.

    Formats: jsonl, json, csv, tsv, txt, md and html, each also inside .gz or .zst; parquet, arrow, xlsx, docx, pdf. A
    folder is a Hugging Face data set (as save_to_disk writes it, or as it lies on the Hub), OWNER/NAME one on the Hub.

    Args:
        files: Files and folders to read; default the recipe's input files.
        map: FIELD=COLUMN or FIELD="template with {column}", repeatable; default the recipe's mapping.
        source: Name of the origin, part of each record id; default the file's name.
        set: NAME=VALUE, repeatable: an option of a format, such as separator=; or sheet=2024 or max_line_bytes=1000000.
    """
    section = project.recipe.input
    chosen = files or input_files(project)
    if not chosen:
        raise VerilodeError("no files given, and the recipe's input names none that exist")
    mapping = ColumnMapping.parse(map if map else section.get("map", {}))
    report = run_ingest(project, chosen, mapping, source, parse_settings(set or ()))
    quarantine = one_quarantine(project, report)
    return Ingested(
        **asdict(report.counts),
        quarantine_file=str(quarantine) if quarantine else None,
        record_ids_added=report.record_ids_added,
    )


def show(result: Ingested) -> Iterator[str]:
    """What a person reads."""
    yield f"{result.in_:,} read, {result.kept:,} kept ({result.record_ids_added:,} new)"
    if result.quarantined:
        yield f"{result.quarantined:,} quarantined"
    if result.quarantine_file:
        yield f"quarantine: {result.quarantine_file}"
