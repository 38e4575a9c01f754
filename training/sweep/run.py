"""Running a sweep: trials one after the other on each device until enough are decided; any end can be gone on from."""

import contextlib
import json
import queue
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.core.errors import VerilodeError
from pipelines.core.files import write_atomically
from pipelines.core.progress import progress
from pipelines.store.event import Event
from pipelines.store.project import Project
from training.alive import lives, traces
from training.process import worker_words
from training.sweep.devices import devices, slots
from training.sweep.plan import Sweep, write_sweep
from training.sweep.results import importance, write_results
from training.sweep.study import ask, counted, decided, only_one, open_study, put_back, revive
from training.sweep.trial import Bench, Words, run_trial
from training.sweep.watch import Pruned

if TYPE_CHECKING:
    import optuna

_HOPELESS = 3
"""Trials that fail before any works, after which the sweep gives up."""


def run_sweep(
    project: Project, sweep: Sweep, actor: str = "cli", parallel: int | None = None, words: Words = worker_words
) -> Path:
    """Run trials until the sweep has as many as it asks for; its folder.

    What was decided before is kept: trials a killed sweep left behind are tried again with the same values, and their
    runs go on from their checkpoints.

    Args:
        project: Its runs are the trials.
        sweep: What to search.
        actor: Who started it.
        parallel: Trials at a time; None is one per device.
        words: The worker's command line.

    Raises:
        VerilodeError: when it is running already, or when no trial works.
    """
    places = slots(parallel, devices())
    folder = project.root / "sweeps" / sweep.id
    with only_one(folder):
        write_sweep(folder, sweep)
        study = open_study(folder, sweep)
        revive(study)
        _say(project, sweep, folder, "started", actor)
        try:
            _Loop(Bench(project, sweep, actor, words), study, folder).run(places)
        except BaseException as failure:
            _say(project, sweep, folder, "failed", actor, str(failure) or "cancelled")
            raise
        _say(project, sweep, folder, "finished", actor)
    return folder


class _Loop:
    """The trials that run now, one thread each; this thread only waits, reports and writes the results."""

    def __init__(self, bench: Bench, study: "optuna.Study", folder: Path) -> None:
        self._bench, self._study, self._folder = bench, study, folder
        self._asking, self._stop = threading.Lock(), threading.Event()
        self._running, self._news = set[int](), queue.SimpleQueue[BaseException | None]()
        self._same: dict[str, threading.Lock] = {}

    def run(self, places: Sequence[dict[str, str]]) -> None:
        threads = [threading.Thread(target=self._work, args=(place,), daemon=True) for place in places]
        self._show()
        try:
            for thread in threads:
                thread.start()
            while any(thread.is_alive() for thread in threads) or not self._news.empty():
                self._look()
        finally:
            self._end(threads)
            self._show(last=True)

    def _look(self) -> None:
        """Wait a moment for news; a failure that ends the sweep is raised here."""
        with contextlib.suppress(queue.Empty):
            failure = self._news.get(timeout=0.2)
            self._show()
            if failure is not None:
                raise failure

    def _end(self, threads: Sequence[threading.Thread]) -> None:
        """Ask whatever still runs to stop, and wait for it: a trial that is not over is put back."""
        self._stop.set()
        for worker in list(self._bench.workers):
            worker.terminate()
        for thread in threads:
            if thread.ident is not None:
                thread.join()

    def _show(self, last: bool = False) -> None:
        progress("trials", decided(self._study), self._bench.sweep.trials)
        write_results(self._folder, self._bench.sweep, self._study, importance(self._study) if last else None)

    def _work(self, place: dict[str, str]) -> None:
        """Trials on one device until there are enough."""
        try:
            while (trial := self._next()) is not None:
                self._one(trial, place)
                if (problem := self._hopeless()) is not None:
                    self._stop.set()
                self._news.put(problem)
        except BaseException as bug:  # noqa: BLE001  raised again by the thread that waits
            self._news.put(bug)

    def _next(self) -> Any:
        with self._asking:
            if self._stop.is_set() or decided(self._study) + len(self._running) >= self._bench.sweep.trials:
                return None
            trial = ask(self._study, self._bench.sweep)
            self._running.add(trial.number)
            return trial

    def _one(self, trial: Any, place: dict[str, str]) -> None:
        from optuna.trial import TrialState

        try:
            with self._same.setdefault(json.dumps(trial.params, sort_keys=True), threading.Lock()):
                value = run_trial(self._bench, trial, place)
            self._study.tell(trial, value)
        except Pruned as early:
            trial.set_user_attr("reason", str(early))
            self._study.tell(trial, state=TrialState.PRUNED)
        except VerilodeError as refused:
            trial.set_user_attr("reason", str(refused))
            if self._stop.is_set():
                put_back(self._study, trial.number, "the sweep was stopped")
            else:
                self._study.tell(trial, state=TrialState.FAIL)
        finally:
            with self._asking:
                self._running.discard(trial.number)

    def _hopeless(self) -> VerilodeError | None:
        from optuna.trial import TrialState

        trials = counted(self._study)
        failed = [trial for trial in trials if trial.state == TrialState.FAIL]
        if len(failed) < _HOPELESS or any(t.state in (TrialState.COMPLETE, TrialState.PRUNED) for t in trials):
            return None
        return VerilodeError(f"the first {len(failed)} trials failed: {failed[-1].user_attrs.get('reason')}")


def _say(project: Project, sweep: Sweep, folder: Path, state: str, actor: str, reason: str | None = None) -> None:
    """The sweep's state in its folder, and as an event."""
    status = {"state": "running" if state == "started" else state, "reason": reason, **traces(), "at": time.time()}
    write_atomically(folder / "status.json", json.dumps(status).encode())
    number = len(list(project.events.events("sweep.*", item=sweep.id)))
    payload = {"trials": sweep.trials, **({"reason": reason} if reason else {})}
    project.events.append(Event(f"sweep-{sweep.id}-{number}-{state}", f"sweep.{state}", sweep.id, actor, payload))


def is_running(status: dict[str, Any]) -> bool:
    """Whether the process that wrote a sweep's status still lives."""
    return status.get("state") == "running" and lives(status)
