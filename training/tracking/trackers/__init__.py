"""Trackers: one file each, a factory without arguments; the library is imported when the run starts.

Beside the factory a file says `LIBRARY`, the module it needs, and `EXTRA`, what installs it.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from pipelines.core.registry import Registry

TRACKERS = Registry("training.tracking.trackers")


class Tracker(Protocol):
    """Where a run's figures go besides its own metrics.jsonl."""

    def start(self, run_id: str, config: Mapping[str, Any], folder: Path) -> None:
        """Begin, or go on with, the run of this id.

        Args:
            run_id: The run's id, its name in the tracker.
            config: Its run.yaml as plain values.
            folder: Where this tracker's files go, shared by all runs of the project.
        """

    def log(self, row: Mapping[str, float]) -> None:
        """One row: `step` and any further figures."""

    def finish(self, state: str) -> None:
        """Deliver what is left; `state` is finished or failed."""
