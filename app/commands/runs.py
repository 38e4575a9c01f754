"""List the training runs, newest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pipelines.store.project import Project
from training.runs import Run, list_runs


@dataclass(frozen=True, slots=True)
class Runs:
    """All runs, the newest first."""

    runs: list[dict[str, Any]]


def runs(project: Project) -> Runs:
    """Every run with its state, snapshot and verdict."""
    return Runs([_summary(run) for run in list_runs(project)])


def _summary(run: Run) -> dict[str, Any]:
    report = run.report()
    return {
        "id": run.id,
        "state": run.state,
        "snapshot": str(run.config.get("snapshot", "")).rpartition("/")[2],
        "adapter": run.config.get("adapter"),
        "steps": run.config.get("steps"),
        "verdict": report["verdict"]["verdict"] if report else None,
    }


def show(result: Runs) -> Iterator[str]:
    """One line per run."""
    for run in result.runs:
        verdict = run["verdict"] or "not evaluated"
        yield f"{run['id']}  {run['state']:<9} {run['adapter']}, {run['steps']} steps on {run['snapshot']}  {verdict}"
    if not result.runs:
        yield "no runs yet; start one with: verilode train sft"
