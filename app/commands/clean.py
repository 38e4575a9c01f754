"""Run the recipe's cleaning steps; finished steps are not run again."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from pipelines.run.clean import clean as run_clean
from pipelines.store.project import Project

LONG = True


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Counts of every step, in order."""

    steps: list[dict[str, Any]]


def clean(project: Project) -> Cleaned:
    """Run the recipe's cleaning steps on everything ingested. Nothing is rewritten; each drop has a reason."""
    return Cleaned([{"step": r.step, **r.counts.as_dict(), "reused": r.reused} for r in run_clean(project)])


def show(result: Cleaned) -> Iterator[str]:
    """One line per step."""
    for step in asdict(result)["steps"]:
        again = "  (unchanged)" if step["reused"] else ""
        yield f"{step['step']:<16} in {step['in']:>8,}  kept {step['kept']:>8,}  dropped {step['dropped']:>7,}{again}"
