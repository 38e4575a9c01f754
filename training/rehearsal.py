"""Preflight of a project: what a run that `train` would start is going to be taught, without starting it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project
from training.config import write_config
from training.configure import configure
from training.preflight.report import FILE, Report, read_report
from training.process import run_worker
from training.runs import Run, read_run


def rehearse(
    project: Project,
    snapshot: str | None = None,
    trainer: str | None = None,
    base: str | None = None,
    options: Mapping[str, Any] | None = None,
    start: str | None = None,
    records: int = 8,
) -> Report:
    """Check the rows of a run with the base's tokenizer; no weights are loaded, and nothing is trained.

    Args:
        project: Its recipe's `train` section gives what is not given here.
        snapshot: Id; default the newest.
        trainer: Registered trainer; default the recipe's.
        base: Folder of the base model, or `tiny` for the demo's own.
        options: Options of `RunConfig`, over the recipe's.
        start: Id of a finished run whose model the run would go on from.
        records: How many records to show token by token.

    Raises:
        VerilodeError: for what `train` would refuse before it reads a row, or a tokenizer that no row can be read with.
    """
    if records < 0:
        raise VerilodeError(f"records must be at least 0, not {records}")
    config = configure(project, snapshot, trainer, base, options, start)
    folder = reports_folder(project) / config.id
    (folder / FILE).unlink(missing_ok=True)  # a report that is no longer true is worse than none
    write_config(folder / "run.yaml", config)
    run_worker("preflight", folder, records=str(records))
    report = read_report(folder)
    if report is None:
        raise VerilodeError("the worker left no report", file=folder)
    return report


def reports_folder(project: Project) -> Path:
    """Where a project's reports are kept, one folder for each configuration."""
    return project.root / "preflight"


def newest(project: Project, snapshot: str) -> Run | None:
    """The preflight of a snapshot that was started last, None before there is one.

    Its state and reason are those of the worker; `report_of` reads what it wrote.
    """
    found = [file.parent for file in reports_folder(project).glob("*/run.yaml")]
    runs = [read_run(folder) for folder in sorted(found, key=_started, reverse=True)]
    return next((run for run in runs if Path(str(run.config.get("snapshot", ""))).name == snapshot), None)


def report_of(run: Run) -> Report | None:
    """What a preflight found, None before it has ended."""
    return read_report(run.folder)


def _started(folder: Path) -> float:
    status = folder / "status.json"
    return status.stat().st_mtime if status.exists() else 0.0
