"""Who is told how a run goes."""

from typing import Protocol


class Reporter(Protocol):
    """Where a trainer tells its figures; metrics.jsonl first of all."""

    def log(self, row: dict[str, float]) -> None:
        """One row: `step` and any further figures."""
