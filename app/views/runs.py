"""What the training and compare pages read: runs, curves, reports, example answers."""

from typing import Any

from pipelines.store.project import Project
from training.runs import Run, list_runs


def runs(project: Project) -> list[Run]:
    """All runs, the newest first."""
    return list_runs(project)


def newest_report(project: Project) -> dict[str, Any] | None:
    """The newest evaluation against the base."""
    return next((report for run in list_runs(project) if (report := run.report())), None)


def curve(run: Run, most: int = 2000) -> list[dict[str, Any]]:
    """Loss over steps in long form (`step`, `series`, `loss`), thinned to at most `most` points."""
    points = [
        {"step": row["step"], "series": name, "loss": row[key]}
        for row in run.metrics()
        for key, name in (("loss", "training"), ("eval_loss", "validation"))
        if row.get(key) is not None
    ]
    stride = len(points) // most + 1
    return points[::stride]


def answers(project: Project, run: Run, limit: int = 30) -> list[dict[str, Any]]:
    """Test prompts with what was expected and what base and tuned answered, differences first."""
    commits = [c for c in project.tables.commits("evaluate") if c.options.get("run") == run.id][-1:]
    pairs: dict[tuple[str, str], dict[str, Any]] = {}
    for batch in project.tables.scan("outputs", commits):
        for row in batch.to_pylist():
            pair = pairs.setdefault((row["set"], row["record_id"]), {**row})
            pair[row["model"]] = row["answered"]
    ordered = sorted(pairs.values(), key=lambda p: (p["set"] != "test", p.get("base") == p.get("tuned")))
    return ordered[:limit]
