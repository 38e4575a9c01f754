"""Compare a merged model with the base and adapter it came from, decision by decision."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.store.project import Project
from training.export import check_parity

LONG = True


@dataclass(frozen=True, slots=True)
class Compared:
    """How far the two are apart."""

    parity: dict[str, Any]

    @property
    def failure(self) -> str:
        """One line where they do not decide alike."""
        return "" if self.parity["passed"] else f"the two do not decide alike: {self.parity['sentence']}"


def parity(project: Project, run: str = "latest", folder: Path | None = None, *, prompts: int = 16) -> Compared:
    """Ask both the same test prompts; logits, KL divergence and next tokens must agree within the limits of the dtype.

    Args:
        run: Id of the run, or "latest".
        folder: Of the merged model; default merged in the run's own.
        prompts: How many test prompts are asked.
    """
    return Compared(check_parity(project, run, folder, prompts))


def show(result: Compared) -> Iterator[str]:
    """The figures, unless the failure line tells them."""
    if result.parity["passed"]:
        yield f"the two decide alike: {result.parity['sentence']}"
