"""Let a simulated reviewer answer the queue from a known truth (demonstrations and tests only)."""

from collections.abc import Iterator

from annotation.review.simulated import SimulationReport
from annotation.review.simulated import simulate_review as run_simulation
from pipelines.store.project import Project

LONG = True


def simulate_review(project: Project, *, truth: str | None = None, error_rate: float | None = None) -> SimulationReport:
    """Answer everything that waits for a person, as the actor "simulated-reviewer".

    Args:
        truth: The meta entry that holds the right answer; default the recipe's.
        error_rate: Share of answers that are wrong on purpose; default the recipe's, else 0.02.
    """
    section = project.recipe.verify.get("simulated", {})
    rate = error_rate if error_rate is not None else section.get("error_rate", 0.02)
    return run_simulation(project, truth=truth or section.get("truth", "truth"), error_rate=rate)


def show(result: SimulationReport) -> Iterator[str]:
    """What a person reads."""
    yield f"simulated reviewer: {result.answered:,} answered, {result.wrong:,} of them wrong on purpose"
