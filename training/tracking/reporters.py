"""Everybody who is told how a run goes: metrics.jsonl first, then the trackers."""

import logging
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from training.config import RunConfig
from training.loop.metrics_file import MetricsFile
from training.loop.reporter import Reporter
from training.tracking.chosen import chosen_trackers
from training.tracking.trackers import TRACKERS, Tracker

_LOG = logging.getLogger(__name__)


@contextmanager
def reporters(config: RunConfig, folder: Path) -> Iterator[Reporter]:
    """The reporter of one run, open while it trains.

    Of several processes that train one run together only the first reports (RANK, which launchers set).

    Args:
        config: The run; its `tracker` names who is told besides metrics.jsonl.
        folder: The run's folder; the trackers' own files go to `tracking/` beside the folder of all runs.

    Raises:
        VerilodeError: for a tracker that is unknown or not installed.
    """
    if int(os.environ.get("RANK") or 0) > 0:
        yield _Silent()
        return
    trackers = [_Guarded(name, TRACKERS.build(name)) for name in chosen_trackers(config.tracker)]
    own = MetricsFile(folder)
    for tracker in trackers:
        tracker.start(config, folder)
    try:
        yield _All(own, trackers)
    except BaseException:
        _finish(trackers, "failed")
        raise
    _finish(trackers, "finished")


def _finish(trackers: Sequence["_Guarded"], state: str) -> None:
    for tracker in trackers:
        tracker.finish(state)


class _Silent:
    """A reporter that says nothing."""

    def log(self, row: dict[str, float]) -> None:
        """Nothing."""


class _All:
    """Our own file first: what a tracker does can then no longer matter."""

    def __init__(self, own: Reporter, trackers: Sequence["_Guarded"]) -> None:
        self._own, self._trackers = own, trackers

    def log(self, row: dict[str, float]) -> None:
        """One row for everybody."""
        self._own.log(row)
        for tracker in self._trackers:
            tracker.log(row)


class _Guarded:
    """A tracker that is left alone after its first failure, with one line of warning."""

    def __init__(self, name: str, tracker: Tracker) -> None:
        self._name, self._tracker, self._works = name, tracker, True

    def start(self, config: RunConfig, folder: Path) -> None:
        """Begin the run."""
        place = folder.resolve().parent.parent / "tracking" / self._name
        self._do(lambda: self._tracker.start(config.id, asdict(config), place))

    def log(self, row: Mapping[str, float]) -> None:
        """One row."""
        self._do(lambda: self._tracker.log(row))

    def finish(self, state: str) -> None:
        """End the run."""
        self._do(lambda: self._tracker.finish(state))

    def _do(self, work: Callable[[], None]) -> None:
        if not self._works:
            return
        try:
            work()
        except Exception as failure:  # noqa: BLE001  whatever a tracker does, the run goes on
            self._works = False
            reason = " ".join(f"{type(failure).__name__}: {failure}".split())[:300]
            _LOG.warning("tracker %s is told nothing more: %s", self._name, reason)
