"""Write the records that stand after cleaning as files for other tools, labelled or not."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from app.frame.assignments import assignments
from pipelines.exports import EXPORTS
from pipelines.run.export import ExportReport, export_records
from pipelines.store.project import Project

LONG = True

FORMAT = Annotated[str, typer.Option(help=f"One of {', '.join(EXPORTS.names())}.")]
"""Which of the formats there are."""


def export(project: Project, *, format: FORMAT, out: Path, set: list[str] | None = None) -> ExportReport:
    """Write one file with the records that stand; for frozen splits see `verilode snapshot export`.

    Args:
        out: A new folder for the file.
        set: An option of the format as NAME=VALUE, repeatable.
    """
    return export_records(project, format, out, assignments(set or []))


def show(result: ExportReport) -> Iterator[str]:
    """What was written where, and what was not."""
    counts = ", ".join(f"{n:,} {split}" for split, n in result.counts.items())
    yield f"{result.format}: {counts} in {result.out} ({len(result.files)} files)"
    for why, n in result.left_out.items():
        yield f"  left out: {n:,} {why}"
    for name, n in result.lost.items():
        yield f"  written without {name}: {n:,}"
