"""Evaluating a run of a project: the worker answers, the outputs become facts, the verdict an event."""

import shutil
from typing import Any

import pyarrow.parquet as pq

from pipelines.core.errors import VerilodeError
from pipelines.store.event import Event
from pipelines.store.project import Project
from pipelines.store.tables import Counts
from training.evaluation.answering import PARTS
from training.evaluation.outputs import OUTPUTS
from training.evaluation.plan import write_plan
from training.evaluation.planning import make_plan
from training.process import run_worker
from training.runs import Run, load_run


def evaluate_run(project: Project, name: str, actor: str = "cli", again: bool = False) -> dict[str, Any]:
    """The report of a run against its base and the promoted model.

    It is measured once, and anew when the recipe's `evaluate` section, a suite or the promoted model has changed since;
    what a model has answered before is then not asked again.

    Args:
        project: Whose run it is.
        name: Id of the run, or "latest".
        actor: Who asks.
        again: Let the models answer everything anew.

    Raises:
        VerilodeError: for an unknown or unfinished run, or a suite or metric that there is not.
    """
    run = load_run(project, name)
    if not (run.folder / "model" / "verilode.json").exists():
        raise VerilodeError(f"run {run.id} has no finished model to evaluate (it is {run.state})")
    report = run.report()
    current = report is not None and not again and _current(project, run, report)
    if report is None or not current:
        folder = run.folder / "evaluation"
        if again:
            shutil.rmtree(folder / PARTS, ignore_errors=True)
        write_plan(folder, make_plan(project, run))
        run_worker("evaluate", folder)
        report = run.report() or {}
    if not current or not _kept(project, run, report):  # a crash may have come between the report and its facts
        _keep(project, run, report, actor)
    return report


def _current(project: Project, run: Run, report: dict[str, Any]) -> bool:
    """Whether the report is about what would be measured now; one without a plan stands until it is asked for again."""
    return "plan" not in report or report["plan"] == make_plan(project, run).id


def _kept(project: Project, run: Run, report: dict[str, Any]) -> bool:
    """Whether the outputs of this evaluation are facts and its verdict is an event."""
    commits = project.tables.commits("evaluate")
    stored = any(c.options.get("run") == run.id and report["tuned_hash"] in c.inputs for c in commits)
    return stored and any(project.events.events("evaluation.finished", item=run.id))


def _keep(project: Project, run: Run, report: dict[str, Any], actor: str) -> None:
    outputs = pq.read_table(run.folder / "evaluation" / OUTPUTS)
    inputs = [report["snapshot"], report["tuned_hash"]]
    with project.tables.begin("evaluate", options={"run": run.id}, inputs=inputs) as writer:
        writer.write("outputs", outputs)
        writer.counts = Counts(outputs.num_rows, outputs.num_rows, 0, 0)
    key = f"evaluation-{run.id}-{len(project.tables.commits('evaluate'))}"
    payload = {"verdict": report["verdict"]["verdict"], "difference": report["difference"]}
    project.events.append(Event(key, "evaluation.finished", run.id, actor, payload))
