"""Let simulated reviewers answer the queue from a known truth (demonstrations and tests only)."""

from collections.abc import Iterator

from annotation.review.queue import PHASES
from annotation.review.simulated import ACTOR, Reviewer, SimulationReport
from annotation.review.simulated import simulate_review as run_simulation
from pipelines.core.errors import VerilodeError
from pipelines.store.labels import ADJUDICATION
from pipelines.store.project import Project

LONG = True


def simulate_review(
    project: Project,
    *,
    truth: str | None = None,
    error_rate: float | None = None,
    carelessness: float | None = None,
    person: list[str] | None = None,
    adjudicator: list[str] | None = None,
) -> SimulationReport:
    """Answer everything that waits for a person, as the actor "simulated-reviewer" or as several.

    Args:
        truth: The meta entry that holds the right answer; default the recipe's.
        error_rate: Share of answers that are wrong on purpose; default the recipe's, else 0.02.
        carelessness: Share of the machine's wrong answers that are taken over; default 0.
        person: Name of a simulated reviewer, repeatable; they divide the work.
        adjudicator: Name of one who only settles disputes, repeatable.
    """
    section = dict(project.recipe.verify.get("simulated", {}))
    rate = error_rate if error_rate is not None else section.get("error_rate", 0.02)
    careless = carelessness or 0.0
    for name, share in (("error-rate", rate), ("carelessness", careless)):
        if not 0 <= share <= 1:
            raise VerilodeError(f"--{name} must be from 0 to 1, not {share}")
    everyday = tuple(phase for phase in PHASES if phase != ADJUDICATION) if adjudicator else PHASES
    people = [Reviewer(name, rate, careless, everyday) for name in person or (ACTOR,)]
    people += [Reviewer(name, 0.0, 0.0, (ADJUDICATION,)) for name in adjudicator or ()]
    given = section.get("reviewers", ()) if person is None and adjudicator is None and carelessness is None else ()
    chosen = given or people
    return run_simulation(project, truth=truth or section.get("truth", "truth"), error_rate=rate, reviewers=chosen)


def show(result: SimulationReport) -> Iterator[str]:
    """What a person reads."""
    yield f"simulated reviewer: {result.answered:,} answered, {result.wrong:,} of them wrong on purpose"
    if result.careless:
        yield f"{result.careless:,} wrong suggestions were taken over"
