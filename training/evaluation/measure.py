"""Evaluating a run of a project: the worker answers, the outputs become facts, the verdict an event."""

from typing import Any

import pyarrow.parquet as pq

from pipelines.core.errors import VerilodeError
from pipelines.store.event import Event
from pipelines.store.project import Project
from pipelines.store.tables import Counts
from training.process import run_worker
from training.runs import Run, load_run
from training.start import general_files


def evaluate_run(project: Project, name: str, actor: str = "cli", again: bool = False) -> dict[str, Any]:
    """The report of a run against its base; measured once, unless `again`.

    Raises:
        VerilodeError: for an unknown or unfinished run.
    """
    run = load_run(project, name)
    if not (run.folder / "model" / "verilode.json").exists():
        raise VerilodeError(f"run {run.id} has no finished model to evaluate (it is {run.state})")
    report = run.report()
    if report is None or again:
        margin = project.recipe.evaluate.get("general_margin", 0.02)
        run_worker("evaluate", run.folder / "evaluation", general=str(general_files(project).test), margin=str(margin))
        report = run.report() or {}
    if again or not _kept(project, run, report):  # a crash may have come between the report and its facts
        _keep(project, run, report, actor)
    return report


def _kept(project: Project, run: Run, report: dict[str, Any]) -> bool:
    """Whether the outputs of this evaluation are facts and its verdict is an event."""
    commits = project.tables.commits("evaluate")
    stored = any(c.options.get("run") == run.id and report["tuned_hash"] in c.inputs for c in commits)
    return stored and any(project.events.events("evaluation.finished", item=run.id))


def _keep(project: Project, run: Run, report: dict[str, Any], actor: str) -> None:
    outputs = pq.read_table(run.folder / "evaluation" / "outputs.parquet")
    inputs = [report["snapshot"], report["tuned_hash"]]
    with project.tables.begin("evaluate", options={"run": run.id}, inputs=inputs) as writer:
        writer.write("outputs", outputs)
        writer.counts = Counts(outputs.num_rows, outputs.num_rows, 0, 0)
    key = f"evaluation-{run.id}-{len(project.tables.commits('evaluate'))}"
    payload = {"verdict": report["verdict"]["verdict"], "difference": report["difference"]}
    project.events.append(Event(key, "evaluation.finished", run.id, actor, payload))
