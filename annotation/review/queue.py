"""The review queue: which record a person should see next, and with what beside it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from annotation.review.board import Board, board_of
from annotation.review.guideline import guideline_version
from annotation.review.item import Item
from annotation.review.leases import claim
from annotation.review.plan import QueuePlan, plan_queue
from annotation.sampling.draw import ASKED, BLIND, REST
from pipelines.core.ids import coin
from pipelines.kinds import Question
from pipelines.store.labels import ADJUDICATION, Annotation
from pipelines.store.project import Project

__all__ = ["PHASES", "Item", "PhaseProgress", "QueuePlan", "ReviewQueue", "plan_queue"]

PHASES = (ADJUDICATION, *ASKED)
"""In the order in which a person is asked."""


@dataclass(frozen=True, slots=True)
class PhaseProgress:
    """How far one phase is, over everybody; a record that people disagree on is not done."""

    phase: str
    done: int
    total: int


class ReviewQueue:
    """The queue as the plan and the decisions so far make it."""

    def __init__(self, project: Project, plan: QueuePlan | None = None) -> None:
        self.project = project
        self.plan = plan or plan_queue(project)

    def progress(self) -> list[PhaseProgress]:
        """Done and total of every phase that has records, the disputes last where there are or were any."""
        board = board_of(self.project, self.plan)
        with board.lock:
            found = [_progress(board, phase, names) for phase, names in self.plan.phases.items() if names]
            settled = len(board.adjudicated)
            if settled or board.disputes:
                found.append(PhaseProgress(ADJUDICATION, settled, settled + len(board.disputes)))
        return found

    def pending(self, actor: str) -> list[tuple[str, str]]:
        """(record id, phase) of everything this person could be shown, in order; a record only in its first phase."""
        board = board_of(self.project, self.plan)
        with board.lock:
            return list(board.open_to(actor))

    def next(self, actor: str, size: int = 20) -> list[Item]:
        """Up to `size` items for this person, leased so that others are shown other ones."""
        board = board_of(self.project, self.plan)
        phases: dict[str, str] = {}
        with board.lock:
            board.prepare(actor)
            wanted = (board.wanted(name, phases.setdefault(name, phase)) for name, phase in board.open_to(actor))
            mine = claim(self.project.events.engine, wanted, actor, size)
            versions = self.project.events.versions(mine)
            guideline = guideline_version(self.project)
            return [_item(board, name, phases[name], actor, versions.get(name, 0), guideline) for name in mine]


def _progress(board: Board, phase: str, names: Sequence[str]) -> PhaseProgress:
    waiting = sum(board.plan.phase_of[name] == phase for name in board.disputes)
    return PhaseProgress(phase, len(board.full[phase]) - waiting, len(names))


def _item(board: Board, name: str, phase: str, actor: str, version: int, guideline: str) -> Item:
    plan, blind, apart = board.plan, phase != REST, phase in BLIND
    placed, suggestion = plan.records[name], plan.suggestions.get(name)
    typed = board.said.get(name, {}).get(actor)
    typed = typed if typed is not None and typed.status == "draft" else None
    return Item(
        record_id=name,
        question=replace(placed.question, given=None) if blind and plan.kind.hideable else placed.question,
        source=placed.source,
        phase=phase,
        blind=blind,
        version=0 if apart or plan.is_plant(name) else version,
        suggestion=None if blind else suggestion,
        draft=typed.value if typed else None,
        note_draft=typed.note if typed else None,
        guideline=guideline,
        proposal=None if plan.kind.hideable else _proposal(plan, name, placed.question),
        answers=_anonymous(name, board.answers(name)) if phase == ADJUDICATION else (),
    )


def _proposal(plan: QueuePlan, name: str, question: Question) -> str | None:
    """The text under judgement: the planted or suggested one, else the source's own."""
    suggestion = plan.suggestions.get(name)
    return plan.planted(name) or (suggestion.value if suggestion else None) or question.given


def _anonymous(name: str, said: Sequence[Annotation]) -> tuple[tuple[str | None, str | None], ...]:
    """What people said, in an order that tells nothing about who or when."""
    pairs = [(one.value if one.status == "submitted" else None, one.note) for one in said]
    return tuple(sorted(pairs, key=lambda pair: coin("answer", name, pair[0] or "", pair[1] or "")))
