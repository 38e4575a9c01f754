"""One trial: a run of the project like any other, trained and judged by processes of its own."""

import json
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.core.errors import VerilodeError
from pipelines.core.files import write_atomically
from pipelines.core.progress import reporting_to
from pipelines.store.project import Project
from training.alive import lives
from training.config import RunConfig
from training.models.identity import NOTE
from training.process import LOG, run_relayed, worker_words
from training.runs import read_run
from training.start import run_configured
from training.sweep.objective import Worth, worth
from training.sweep.plan import LOSS, Sweep
from training.sweep.space import applied
from training.sweep.watch import Pruned, Watch

if TYPE_CHECKING:
    import subprocess

Words = Callable[..., list[str]]
"""The command line of a task of the worker, as `training.process.worker_words` gives it."""
_ORPHAN = 60.0
"""Seconds a worker whose sweep was killed has to notice that nobody listens any more."""


@dataclass(slots=True)
class Bench:
    """What all trials of a sweep share while it runs.

    Args:
        project: Where the runs go.
        sweep: What is searched.
        actor: Who started it.
        words: The worker's command line.
        workers: The processes that run now.
        base_loss: The base's loss on the general questions, once known.
    """

    project: Project
    sweep: Sweep
    actor: str
    words: Words = worker_words
    workers: set[Any] = field(default_factory=set)
    base_loss: float | None = None


def run_trial(bench: Bench, trial: Any, slot: Mapping[str, str]) -> float:
    """Train and judge one trial; what was found becomes attributes of it.

    Args:
        bench: What the trials share.
        trial: Optuna's trial, with its values.
        slot: The device or cores it may use, as environment variables.

    Raises:
        Pruned: when it was stopped early.
        VerilodeError: the worker's reason.
    """
    config = applied(bench.sweep.config, trial.params)
    folder = bench.project.runs / config.id
    watch, began = Watch(trial, folder), time.monotonic()
    trial.set_user_attr("run", config.id)
    trained_before = (folder / "model" / NOTE).exists()
    _train(bench, config, folder, slot, watch)
    found = _score(bench, folder, slot)
    result = worth(bench.sweep, found, watch.best)
    _remember(bench, trial, result, found)
    trial.set_user_attr("seconds", round(time.monotonic() - began, 1))
    if trained_before:
        trial.set_user_attr("reason", "trained before")
    return result.value


def _train(bench: Bench, config: RunConfig, folder: Path, slot: Mapping[str, str], watch: Watch) -> None:
    _await_orphan(folder)

    def work(task: str, place: Path) -> None:
        with reporting_to(watch):
            _run(bench, task, place, slot)

    try:
        run_configured(bench.project, config, bench.actor, work)
    except Pruned as early:
        _explain(folder, str(early))
        raise
    watch.tell()


def _run(bench: Bench, task: str, folder: Path, slot: Mapping[str, str], **options: str) -> None:
    """One task of the worker, known to the bench while it runs."""
    workers: list[subprocess.Popen[str]] = []

    def started(worker: "subprocess.Popen[str]") -> None:
        workers.append(worker)
        bench.workers.add(worker)

    folder.mkdir(parents=True, exist_ok=True)
    try:
        run_relayed(bench.words(task, folder, **options), folder / LOG, {**os.environ, **slot}, started)
    finally:
        bench.workers.difference_update(workers)


def _score(bench: Bench, folder: Path, slot: Mapping[str, str]) -> dict[str, Any]:
    """What the worker's task `score` finds; asked once per run and question."""
    sweep = bench.sweep
    if sweep.metric == LOSS and not sweep.general_file:
        return {}
    asked = {"metric": sweep.metric, "cap": sweep.rows, "general": sweep.general_file}
    place = folder / "validation"
    found = _read(place / "score.json")
    if found.get("asked") != asked:
        known = {"base_loss": repr(bench.base_loss)} if bench.base_loss is not None else {}
        options = {"metric": sweep.metric, "rows": str(sweep.rows), "general": sweep.general_file}
        _run(bench, "score", place, slot, **options, **known)
        found = _read(place / "score.json")
    return found


def _read(path: Path) -> dict[str, Any]:
    try:
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    except (OSError, ValueError) as damage:
        raise VerilodeError(f"cannot be read: {damage}", file=path) from None


def _remember(bench: Bench, trial: Any, result: Worth, found: Mapping[str, Any]) -> None:
    bench.base_loss = found.get("base_general_loss", bench.base_loss)
    for name, value in asdict(result).items():
        if name != "value" and value is not None:
            trial.set_user_attr(name, value)


def _await_orphan(folder: Path) -> None:
    """Let the worker of a killed sweep end first: it stops by itself, as nobody listens to it any more."""
    until = time.monotonic() + _ORPHAN
    while (folder / "run.yaml").exists() and lives(read_run(folder).status) and time.monotonic() < until:
        time.sleep(0.1)


def _explain(folder: Path, reason: str) -> None:
    """Put in the run's own status why it ended; its process is gone, and knew only that it was told to."""
    told = _read(folder / "status.json")
    if told.get("state") != "finished":
        write_atomically(folder / "status.json", json.dumps({**told, "reason": reason}).encode())
