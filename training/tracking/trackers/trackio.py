"""trackio: a local dashboard over one SQLite file in the project's `tracking/trackio`."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any

from training.tracking.trackers import Tracker

LIBRARY = "trackio"
EXTRA = "verilode[train]"
_AWAY = ("TRACKIO_SPACE_ID", "TRACKIO_SERVER_URL", "TRACKIO_BUCKET_ID", "TRACKIO_DATASET_ID")
"""Variables with which trackio would send everything to another machine."""


def trackio() -> Tracker:
    """Write to a local file that `trackio show` reads; nothing leaves the machine and no dashboard is started."""
    return _Trackio()


class _Trackio:
    def start(self, run_id: str, config: Mapping[str, Any], folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        os.environ["TRACKIO_DIR"] = str(folder)  # read when it is imported
        for name in _AWAY:
            os.environ.pop(name, None)
        with _quiet():
            import trackio as library

            self._library = library
            library.init(
                project=folder.parent.parent.name,
                name=run_id,
                config=dict(config),
                resume="allow",
                embed=False,
                auto_log_cpu=False,
                auto_log_gpu=False,
            )

    def log(self, row: Mapping[str, float]) -> None:
        figures = {name: value for name, value in row.items() if name != "step"}
        self._library.log(figures, step=int(row["step"]))

    def finish(self, state: str) -> None:
        with _quiet():
            self._library.finish()


@contextmanager
def _quiet() -> Iterator[None]:
    """Its greetings and hints are for terminals."""
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
        yield
