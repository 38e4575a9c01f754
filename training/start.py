"""Starting a run: configured, noted as an event, worked on by the worker."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pipelines.core.errors import VerilodeError
from pipelines.store.event import Event
from pipelines.store.project import Project
from training.alive import lives
from training.config import RunConfig, write_config
from training.configure import configure
from training.models.identity import NOTE, model_hash
from training.process import run_worker
from training.runs import Run, load_run, read_run


def train(
    project: Project,
    snapshot: str | None = None,
    trainer: str | None = None,
    base: str | None = None,
    options: Mapping[str, Any] | None = None,
    actor: str = "cli",
    start: str | None = None,
) -> Run:
    """Train on a snapshot and return the finished run; a run with the same configuration is not repeated.

    Args:
        project: Its recipe's `train` section gives what is not given here.
        snapshot: Id; default the newest.
        trainer: Registered trainer; default the recipe's, else sft.
        base: Folder of the base model, or `tiny` for the demo's own.
        options: Options of `RunConfig`, over the recipe's.
        actor: Who started it.
        start: Id of a finished run whose model to go on from; its base is then the base of this one.

    Raises:
        VerilodeError: for a snapshot that leaks or does not verify, a wrong option, or the worker's reason.
    """
    return run_configured(project, configure(project, snapshot, trainer, base, options, start), actor)


def run_configured(
    project: Project, config: RunConfig, actor: str = "cli", work: Callable[[str, Path], None] = run_worker
) -> Run:
    """Train by a whole configuration; a finished run is not repeated, an interrupted one is taken up.

    Args:
        project: Where the run's folder and its events go.
        config: The run.
        actor: Who started it.
        work: Runs a task of the worker on the folder and waits for it.

    Raises:
        VerilodeError: when it is being trained already, or the worker's reason.
    """
    folder = project.runs / config.id
    if (folder / "model" / NOTE).exists():
        _finished(project, config.id, actor)
        return load_run(project, config.id)
    if (folder / "run.yaml").exists() and lives(status := read_run(folder).status):
        raise VerilodeError(f"run {config.id} is being trained already, by process {status['pid']}")
    write_config(folder / "run.yaml", config)
    key = f"run-{config.id}-{len(list(project.events.events('run.*', item=config.id)))}"
    project.events.append(Event(f"{key}-started", "run.started", config.id, actor, {"snapshot": config.snapshot}))
    try:
        work("train", folder)
    except (VerilodeError, KeyboardInterrupt) as failure:
        reason = str(failure) or "cancelled"
        project.events.append(Event(f"{key}-failed", "run.failed", config.id, actor, {"reason": reason}))
        raise
    _finished(project, config.id, actor)
    return load_run(project, config.id)


def _finished(project: Project, run: str, actor: str) -> None:
    """Note that a run left a model, once: one that was trained elsewhere is noted when it is first asked for."""
    if not any(project.events.events("run.finished", item=run)):
        tuned = model_hash(project.runs / run / "model")
        project.events.append(Event(f"run-{run}-finished", "run.finished", run, actor, {"model_hash": tuned}))
