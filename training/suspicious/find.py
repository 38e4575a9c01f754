"""Doubtful records of a run: measured by the worker once, kept as facts, ranked."""

import pyarrow.parquet as pq

from pipelines.core.errors import VerilodeError
from pipelines.run.matrix import column, find_signals
from pipelines.store.project import Project
from pipelines.store.selection import current_plan, ingested_ids
from pipelines.store.tables import Commit, Counts
from training.models.named import NamedModel, named
from training.process import run_worker
from training.suspicious.measure import FILE
from training.suspicious.rank import Doubt, Fit, doubts

STEP = "losses"


def suspicious(project: Project, name: str) -> list[Doubt]:
    """The records a run was trained and validated on, the most doubtful label first.

    Args:
        project: Whose run.
        name: Id of the run, latest or an alias.

    Raises:
        VerilodeError: for an unknown run or one without a model, or the worker's reason.
    """
    model = named(project, name)
    if model.run is None or model.role:
        raise VerilodeError(f"{name} is no run that learned to answer: its losses say nothing about labels")
    commit = _measured(project, model)
    losses = {row["record_id"]: row for row in project.tables.read("losses", [commit]).to_pylist()}
    said = {row["record_id"]: row for row in project.tables.read("outputs", [commit]).to_pylist()}
    fits = [
        Fit(
            record,
            row["split"],
            row["tokens"],
            row["loss"],
            row["base_loss"],
            said[record]["expected"],
            said[record]["answered"],
            said[record]["confidence"],
        )
        for record, row in losses.items()
    ]
    return doubts(fits, _signals(project))


def _measured(project: Project, model: NamedModel) -> Commit:
    """The facts about this very model; measured now where there are none."""
    known = [c for c in project.tables.commits(STEP) if model.model_hash in c.inputs]
    if known:
        return known[-1]
    folder = project.runs / str(model.run) / STEP
    run_worker(STEP, folder)
    rows = pq.read_table(folder / FILE).to_pylist()
    run = str(model.run)
    with project.tables.begin(STEP, options={"run": run}, inputs=[model.snapshot, model.model_hash]) as writer:
        names = ("record_id", "split", "tokens", "loss", "base_loss")
        writer.write("losses", [{**{name: row[name] for name in names}, "run": run} for row in rows])
        kept = ("record_id", "prompt", "expected", "answered", "confidence")
        said = [{**{name: row[name] for name in kept}, "set": row["split"], "model": "tuned"} for row in rows]
        writer.write("outputs", said)
        writer.counts = Counts(len(rows), len(rows), 0, 0)
    return project.tables.commits(STEP)[-1]


def _signals(project: Project) -> dict[str, float]:
    """The margins of the signal `label_error`, where it was computed for the records as they stand."""
    stored = find_signals(project.tables, "label_error", {}, current_plan(project.tables))
    if stored is None:
        return {}
    names = [name for block in ingested_ids(project.tables) for name in block.to_pylist()]
    margins = column(project.tables, {"label_error": stored}, "label_error.margin").to_pylist()
    return {name: value for name, value in zip(names, margins, strict=True) if value is not None and value == value}
