"""Freeze the labelled records into snapshots; list, show, compare, verify and export them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from app.commands.export import FORMAT
from app.commands.export import show as written
from app.frame.assignments import assignments
from app.frame.run import actor
from pipelines.run.diff import SnapshotDiff, diff_snapshots
from pipelines.run.export import ExportReport, export_snapshot
from pipelines.run.freeze import freeze
from pipelines.store.project import Project
from pipelines.store.snapshots import Snapshot, list_snapshots, load_snapshot, verify_snapshot

app = typer.Typer()
DEFAULT = "list"
LONG = {"create", "export"}


@dataclass(frozen=True, slots=True)
class Frozen:
    """The new snapshot."""

    snapshot: str
    in_: int
    kept: int
    dropped: int
    quarantined: int
    left_out: dict[str, int]
    counts: dict[str, int]
    leaks: dict[str, int]


@app.command()
def create(project: Project) -> Frozen:
    """Freeze every record whose label a person gave or a certificate covers, split without leaks."""
    report = freeze(project, actor())
    counts = report.counts
    return Frozen(
        report.snapshot.id,
        counts.in_,
        counts.kept,
        counts.dropped,
        counts.quarantined,
        dict(report.left_out),
        dict(report.snapshot.manifest["counts"]),
        report.split.leaks.as_dict(),
    )


@dataclass(frozen=True, slots=True)
class Listed:
    """All snapshots, oldest first."""

    snapshots: list[dict[str, Any]]


@app.command("list")
def list_(project: Project) -> Listed:
    """All snapshots of the project, oldest first."""
    return Listed([_summary(snapshot) for snapshot in list_snapshots(project.snapshots)])


@app.command()
def show(project: Project, snapshot: str) -> dict[str, Any]:
    """One snapshot's manifest.

    Args:
        snapshot: Its id, or the first digits of it.
    """
    return dict(load_snapshot(project.snapshots, snapshot).manifest)


@app.command()
def diff(project: Project, older: str, newer: str) -> SnapshotDiff:
    """Which records were added, removed, relabelled or moved between splits.

    Args:
        older: Id of the first snapshot.
        newer: Id of the second.
    """
    return diff_snapshots(load_snapshot(project.snapshots, older), load_snapshot(project.snapshots, newer))


@dataclass(frozen=True, slots=True)
class Verified:
    """The verdict on a snapshot's files."""

    snapshot: str
    ok: bool
    problems: list[str]

    @property
    def failure(self) -> str | None:
        """The reason of exit code 1."""
        return None if self.ok else f"snapshot {self.snapshot} is not as it was frozen: {self.problems[0]}"


@app.command()
def verify(project: Project, snapshot: str) -> Verified:
    """Re-hash everything in a snapshot.

    Args:
        snapshot: Its id, or the first digits of it.
    """
    found = load_snapshot(project.snapshots, snapshot)
    problems = verify_snapshot(found)
    return Verified(found.id, not problems, problems)


@app.command()
def export(project: Project, snapshot: str, *, format: FORMAT, out: Path, set: list[str] | None = None) -> ExportReport:
    """Write a snapshot's splits as files for other tools, one file each; refused unless the snapshot verifies.

    Args:
        snapshot: Its id, or the first digits of it.
        out: A new folder for the files.
        set: An option of the format as NAME=VALUE, repeatable.
    """
    return export_snapshot(project, snapshot, format, out, assignments(set or []))


def _summary(snapshot: Snapshot) -> dict[str, Any]:
    identity = snapshot.manifest["identity"]
    certificate = identity["certificate"]
    return {
        "id": snapshot.id,
        "created_at": snapshot.manifest["created_at"],
        **snapshot.manifest["counts"],
        "leaks": identity["leaks"]["total"],
        "certified": bool(certificate and certificate["certified"]),
        "parents": identity["parents"],
    }


def show_create(result: Frozen) -> Iterator[str]:
    """What a person reads after a freeze."""
    counts = ", ".join(f"{n:,} {split}" for split, n in result.counts.items())
    yield f"snapshot {result.snapshot}: {counts}; leaks {result.leaks['total']}"
    for why, n in result.left_out.items():
        yield f"  left out: {n:,} {why}"


def show_list(result: Listed) -> Iterator[str]:
    """One line per snapshot."""
    for s in result.snapshots:
        certified = "certified" if s["certified"] else "not certified"
        yield f"{s['id']}  {s['created_at']}  {s['train']:,}/{s['validation']:,}/{s['test']:,}  {certified}"
    if not result.snapshots:
        yield "no snapshots yet; make one with: verilode snapshot create"


def show_verify(result: Verified) -> Iterator[str]:
    """The problems, or that there are none."""
    yield from result.problems or [f"snapshot {result.snapshot} is exactly as it was frozen"]


def show_export(result: ExportReport) -> Iterator[str]:
    """What was written where, and what was not."""
    yield from written(result)
