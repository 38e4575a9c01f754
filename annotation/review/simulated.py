"""The simulated reviewer: a stand-in for people in demonstrations, with a known truth and a stated error rate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from annotation.review.decisions import Decision, decide
from annotation.review.queue import PHASES, ReviewQueue
from annotation.sampling.draw import BLIND
from pipelines.core.errors import VerilodeError
from pipelines.core.ids import coin
from pipelines.core.progress import progress
from pipelines.core.records import rows
from pipelines.store.labels import label_set
from pipelines.store.project import Project
from pipelines.store.selection import standing

ACTOR = "simulated-reviewer"
_BATCH = 500


@dataclass(frozen=True, slots=True)
class SimulationReport:
    """How many records were answered, and how many of those wrongly, on purpose."""

    answered: int
    wrong: int
    error_rate: float


def simulate_review(
    project: Project,
    *,
    truth: str = "truth",
    error_rate: float = 0.02,
    phases: Sequence[str] = PHASES,
    seed: int = 0,
) -> SimulationReport:
    """Answer everything in the queue from the records' known truth.

    Seconds are left empty: a simulation has no working time, and none may enter the measured saving.

    Args:
        project: Whose queue to answer.
        truth: Name of the `meta` entry that holds the right answer.
        error_rate: Share of answers that are wrong on purpose.
        phases: Which phases of the queue to answer.
        seed: Decides which answers are wrong.

    Raises:
        VerilodeError: when a queued record has no known truth.
    """
    allowed = label_set(project)
    known = _truths(project, truth, allowed)
    queue = ReviewQueue(project)
    todo = [(name, phase) for name, phase in queue.pending(ACTOR) if phase in phases]
    wrong = 0
    for start in range(0, len(todo), _BATCH):
        part = todo[start : start + _BATCH]
        batch = [_decision(name, phase, known, allowed, error_rate, seed) for name, phase in part]
        decide(project, ACTOR, batch, allowed)
        wrong += sum(decision.value != known[decision.record_id] for decision in batch)
        progress("simulated review", min(start + _BATCH, len(todo)), len(todo))
    return SimulationReport(len(todo), wrong, error_rate)


def _truths(project: Project, entry: str, allowed: Sequence[str]) -> dict[str, str | None]:
    """The right answer of every record with a known truth; None where the truth is no allowed answer."""
    records = (record for batch in standing(project.tables) for record in rows(batch))
    known = {r.record_id: r.meta[entry] for r in records if r.meta.get(entry)}
    return {name: truth if not allowed or truth in allowed else None for name, truth in known.items()}


def _decision(
    name: str, phase: str, known: Mapping[str, str | None], allowed: Sequence[str], error_rate: float, seed: int
) -> Decision:
    if name not in known:
        raise VerilodeError(f"record {name} has no known truth to simulate a reviewer from")
    value = known[name]
    if coin("slip", seed, name) < error_rate:
        others = [label for label in allowed if label != value]
        value = others[int(coin("which", seed, name) * len(others))] if others else value
    action = "discarded" if value is None else "submitted"
    return Decision(f"simulated-{seed}-{phase}-{name}", name, action, value, blind=phase in BLIND, phase=phase)
