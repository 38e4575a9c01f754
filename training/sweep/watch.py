"""Following a trial while it trains: its validation losses are reported, and a hopeless one is stopped."""

from pathlib import Path
from typing import Any

from pipelines.core.errors import VerilodeError
from pipelines.core.progress import Progress
from training.runs import Run


class Pruned(VerilodeError):
    """A trial was stopped early because others were better at the same step."""


class Watch:
    """A sink for the worker's progress that reads the run's metrics.jsonl as it grows.

    Args:
        trial: Optuna's trial.
        folder: The run's folder.
    """

    def __init__(self, trial: Any, folder: Path) -> None:
        self._trial, self._run, self._told, self._read = trial, Run(folder, {}, {}), dict[int, float](), 0

    def __call__(self, report: Progress) -> None:
        """Look after the run whenever its worker says something.

        Raises:
            Pruned: when the trial should end; not at its last step, when there is nothing left to save.
        """
        if report.label != "training":
            return
        news = self.tell()
        if news is not None and report.done != report.total and self._trial.should_prune():
            loss = self._told[news]
            raise Pruned(f"stopped early at step {news}: with a validation loss of {loss:.4g} others did better")

    def tell(self) -> int | None:
        """Report every validation not yet reported; the step of the newest of them."""
        newest, path = None, self._run.folder / "metrics.jsonl"
        size = path.stat().st_size if path.exists() else 0
        if size == self._read:
            return None
        self._read = size
        for row in self._run.metrics():
            if row.get("eval_loss") is not None and row["step"] not in self._told:
                newest, loss = int(row["step"]), float(row["eval_loss"])
                self._told[newest] = loss
                self._trial.report(-loss, newest)  # the study maximises
        return newest

    @property
    def best(self) -> float | None:
        """The lowest validation loss so far."""
        return min(self._told.values(), default=None)
