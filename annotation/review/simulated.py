"""Simulated reviewers: stand-ins for people in demonstrations and tests, with a known truth and stated faults."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

from annotation.review.assignment import first_in_line, in_line
from annotation.review.board import board_of
from annotation.review.decisions import Decision, decide
from annotation.review.plan import QueuePlan, plan_queue
from annotation.review.queue import PHASES, ReviewQueue
from annotation.review.truth import known_truths
from annotation.sampling.draw import REST
from pipelines.core.errors import VerilodeError
from pipelines.core.ids import coin
from pipelines.core.progress import progress
from pipelines.store.labels import ADJUDICATION
from pipelines.store.project import Project

ACTOR = "simulated-reviewer"
_BATCH = 500
_ROUNDS = 4
"""Enough for disputes, which arise from the answers of one round, to be settled in the next."""


@dataclass(frozen=True, slots=True)
class Reviewer:
    """One simulated person.

    `error_rate`: share of answers that are wrong on purpose. `carelessness`: probability of giving the machine's answer
    where that is wrong, suggestion shown or not. `phases`: those this person works in. `seconds`: median of the claimed
    working time; None claims none, so that no made-up time enters the measured saving.
    """

    name: str = ACTOR
    error_rate: float = 0.02
    carelessness: float = 0.0
    phases: tuple[str, ...] = PHASES
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class SimulationReport:
    """How many answers were given, how many of them wrong on purpose, and how many took over a machine's error."""

    answered: int
    wrong: int
    error_rate: float
    careless: int = 0


def simulate_review(
    project: Project,
    *,
    truth: str = "truth",
    error_rate: float = 0.02,
    phases: Sequence[str] = PHASES,
    seed: int = 0,
    reviewers: Sequence[Reviewer | Mapping[str, Any]] = (),
) -> SimulationReport:
    """Answer everything in the queue from the records' known truth.

    Where nobody is assigned, several reviewers divide the records among them as assigned people would.

    Args:
        project: Whose queue to answer.
        truth: Name of the `meta` entry that holds the right answer.
        error_rate: Share of answers that are wrong on purpose, of the one reviewer there is where none is given.
        phases: Which phases of the queue to answer.
        seed: Decides which answers are wrong.
        reviewers: Who answers; default one of the name "simulated-reviewer".

    Raises:
        VerilodeError: when a queued record has no known truth.
    """
    people = [one if isinstance(one, Reviewer) else _reviewer(one) for one in reviewers]
    people = people or [Reviewer(error_rate=error_rate)]
    plan = plan_queue(project)
    show = _Show(project, plan, people, known_truths(project, truth, plan.kind, plan.task), seed)
    for _ in range(_ROUNDS if len(people) > 1 else 1):
        if not sum([show.answer(person, phases) for person in people]):
            break
    return SimulationReport(show.answered, show.wrong, people[0].error_rate, show.careless)


def _reviewer(entry: Mapping[str, Any]) -> Reviewer:
    """A reviewer as a recipe writes one."""
    try:
        return Reviewer(**{**entry, **({"phases": tuple(entry["phases"])} if "phases" in entry else {})})
    except TypeError:
        known = ", ".join(Reviewer.__slots__)
        raise VerilodeError(f"a simulated reviewer has {known}; not {', '.join(map(str, entry))}") from None


class _Show:
    """One simulation: the people, what they know, and what they did."""

    def __init__(
        self,
        project: Project,
        plan: QueuePlan,
        people: Sequence[Reviewer],
        known: Mapping[str, str | None],
        seed: int,
    ) -> None:
        self.project, self.plan, self.people, self.known, self.seed = project, plan, people, known, seed
        self.answered = self.wrong = self.careless = 0

    def answer(self, person: Reviewer, phases: Sequence[str]) -> int:
        """Let one person answer all that is theirs; returns how many records that was."""
        todo = [(name, phase) for name, phase in self._theirs(person) if phase in phases and phase in person.phases]
        for start in range(0, len(todo), _BATCH):
            batch = [self._decision(name, phase, person) for name, phase in todo[start : start + _BATCH]]
            decide(self.project, person.name, batch)
            self.wrong += sum(decision.value != self.known[decision.record_id] for decision in batch)
            progress("simulated review", min(start + _BATCH, len(todo)), len(todo))
        self.answered += len(todo)
        return len(todo)

    def _theirs(self, person: Reviewer) -> Iterator[tuple[str, str]]:
        pending = ReviewQueue(self.project, self.plan).pending(person.name)
        board = board_of(self.project, self.plan)
        for name, phase in pending:
            others = [one.name for one in self.people if phase in one.phases]
            if phase == ADJUDICATION or len(others) == 1 or board.assigned.get(phase) is not None:
                yield name, phase
                continue
            passed = set(board.said.get(name, {}))
            left = board.needed(name) - len(board.answers(name))
            if person.name in first_in_line(in_line(name, others), passed, left):
                yield name, phase

    def _decision(self, name: str, phase: str, person: Reviewer) -> Decision:
        if name not in self.known:
            raise VerilodeError(f"record {name} has no known truth to simulate a reviewer from")
        # one reviewer's slips stay what they were before there could be several
        whose = () if person.name == ACTOR else (person.name,)
        value = self._taken_over(name, person, whose)
        if value is None:
            value = self.known[name]
            if coin("slip", self.seed, name, *whose) < person.error_rate:
                near = self._near(name, value)
                value = near[int(coin("which", self.seed, name, *whose) * len(near))] if near else value
        return Decision(
            f"simulated-{self.seed}-{phase}-{name}",
            name,
            "discarded" if value is None else "submitted",
            value,
            blind=phase != REST,
            seconds=self._seconds(name, person),
            phase=phase,
        )

    def _taken_over(self, name: str, person: Reviewer, whose: tuple[str, ...]) -> str | None:
        """The machine's wrong answer, where this person overlooks it."""
        suggestion, truth = self.plan.suggestions.get(name), self.known[name]
        said = self.plan.planted(name) or (suggestion.value if suggestion else None)
        if not said or said == truth or (truth and self.plan.kind.agree(said, truth)):
            return None
        if coin("careless", self.seed, name, *whose) >= person.carelessness:
            return None
        self.careless += 1
        return said

    def _near(self, name: str, value: str | None) -> Sequence[str]:
        kind, task = self.plan.kind, self.plan.task
        return kind.options(task) if value is None else kind.variants(value, self.plan.records[name].question, task)

    def _seconds(self, name: str, person: Reviewer) -> float | None:
        """A log-normal working time around the person's median."""
        if person.seconds is None:
            return None
        spread = NormalDist().inv_cdf(max(1e-9, coin("seconds", self.seed, name, person.name)))
        return round(person.seconds * math.exp(0.5 * spread), 3)
