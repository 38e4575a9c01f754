"""MLflow: the server in MLFLOW_TRACKING_URI, else a database in the project's `tracking/mlflow`."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from training.tracking.trackers import Tracker

LIBRARY = "mlflow"
EXTRA = "verilode[mlflow]"
_STATES = {"finished": "FINISHED", "failed": "FAILED"}
_LONGEST = 6000
"""Characters MLflow keeps of one parameter."""


def mlflow() -> Tracker:
    """Report parameters and metrics to the MLflow of MLFLOW_TRACKING_URI, or to a local file."""
    return _MLflow()


class _MLflow:
    def start(self, run_id: str, config: Mapping[str, Any], folder: Path) -> None:
        import mlflow as library

        self._library = library
        if not os.environ.get("MLFLOW_TRACKING_URI"):
            folder.mkdir(parents=True, exist_ok=True)
            library.set_tracking_uri(f"sqlite:///{folder / 'mlflow.db'}")
        experiment = folder.parent.parent.name
        library.set_experiment(experiment)
        found = library.search_runs(
            experiment_names=[experiment], filter_string=f"tags.verilode_run = '{run_id}'", output_format="list"
        )
        if found:
            library.start_run(run_id=found[0].info.run_id)
            return
        library.start_run(run_name=run_id, tags={"verilode_run": run_id})
        library.log_params(dict(_flat(config)))

    def log(self, row: Mapping[str, float]) -> None:
        figures = {name: value for name, value in row.items() if name != "step"}
        self._library.log_metrics(figures, step=int(row["step"]))

    def finish(self, state: str) -> None:
        self._library.end_run(status=_STATES[state])


def _flat(values: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    """Parameters are text under one name each: `options.beta`."""
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", str(value)[:_LONGEST]
