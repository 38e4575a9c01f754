"""What the training page reads: runs, where each one stands, its loss over the steps."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.views.newest import readable
from pipelines.store.project import Project
from training.runs import Run, list_runs, load_run


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a run stands; None where nothing is known yet."""

    state: str
    snapshot: str
    step: int
    steps: int | None
    measure: str
    training: float | None
    validation: float | None
    seconds: float | None


@readable()
def runs(project: Project) -> list[Run]:
    """All runs, the newest first."""
    return list_runs(project)


@readable()
def run_named(project: Project, name: str) -> Run:
    """One run as it is now."""
    return load_run(project, name)


def finished(project: Project) -> list[str]:
    """Ids of the runs that left a model, the newest first."""
    return [run.id for run in runs(project) if run.state == "finished"]


def choice(run: Run) -> dict[str, Any] | None:
    """Which step's weights a run left and why, None before it has."""
    path = run.folder / "choice.json"
    with readable(path):
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def reports(project: Project) -> dict[str, dict[str, Any]]:
    """The evaluations against the base by run id, the newest run first."""
    return {run.id: found for run in runs(project) if (found := report(run)) is not None}


def report(run: Run) -> dict[str, Any] | None:
    """A run's evaluation against its base, None before there is one."""
    with readable(run.folder / "evaluation" / "report.json"):
        return run.report()


def standing(run: Run) -> Standing:
    """State, progress and the latest losses of a run."""
    rows = _metrics(run)
    return Standing(
        state=run.state,
        snapshot=Path(str(run.config.get("snapshot", ""))).name,
        step=max((row["step"] for row in rows), default=0),
        steps=run.config.get("steps"),
        measure=measure(run),
        training=_last(rows, measure(run)),
        validation=_last(rows, f"eval_{measure(run)}"),
        seconds=_last(rows, "seconds"),
    )


def measure(run: Run) -> str:
    """What a run is followed by: the reward where it learns from rewards, whose loss says nothing, else the loss."""
    return "reward" if any("reward" in row for row in _metrics(run)) else "loss"


def curve(run: Run, most: int = 2000) -> list[dict[str, Any]]:
    """A run's measure over steps in long form (`step`, `series`, `value`), thinned to at most `most` points."""
    followed = measure(run)
    points = [
        {"step": row["step"], "series": name, "value": row[key]}
        for row in _metrics(run)
        for key, name in ((followed, "training"), (f"eval_{followed}", "validation"))
        if row.get(key) is not None
    ]
    stride = len(points) // most + 1
    return points[::stride]


def _metrics(run: Run) -> list[dict[str, Any]]:
    with readable(run.folder / "metrics.jsonl"):
        return run.metrics()


def _last(rows: list[dict[str, Any]], name: str) -> Any:
    return next((row[name] for row in reversed(rows) if row.get(name) is not None), None)
