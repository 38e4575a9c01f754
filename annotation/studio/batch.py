"""What there is to send: the open records of one phase of the review queue, and what stands beside each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from annotation.review.board import Board, board_of
from annotation.review.guideline import guideline_version
from annotation.review.plan import plan_queue
from annotation.sampling.audits import audit_commits
from annotation.sampling.draw import ASKED, AUDIT, BLIND, PILOT, RECHECK
from annotation.studio.mapping import NOTHING, SAID, SUGGESTION, Asked
from pipelines.core.errors import VerilodeError
from pipelines.core.ids import coin
from pipelines.kinds import Task
from pipelines.store.labels import ADJUDICATION, Annotation, suggest_commit
from pipelines.store.project import Project

PHASES = (*ASKED, ADJUDICATION)


@dataclass(frozen=True, slots=True)
class Batch:
    """The open records of one phase, by how many people are to answer each.

    `commit` is what put them before people, `suggested` the set of suggestions that is shown, `shows` what stands
    beside a record, `blind` whether answers count as given without sight of a suggestion.
    """

    phase: str
    commit: str
    suggested: str
    shows: str
    blind: bool
    task: Task
    guideline: str
    by_people: dict[int, list[Asked]]


def batch_of(project: Project, phase: str, blind: bool | None = None) -> Batch:
    """Read what is open.

    Args:
        project: Whose review queue.
        phase: pilot, audit, rest or adjudication.
        blind: Show no suggestion; default as the phase has it.

    Raises:
        VerilodeError: for an unknown phase, one without records, or a blind phase that is not to be blind.
    """
    if phase not in PHASES:
        raise VerilodeError(f"unknown phase {phase!r}; phases: {', '.join(PHASES)}")
    if blind is False and phase in BLIND:
        raise VerilodeError(f"the {phase} is answered blind, or it would prove nothing; leave out --no-blind")
    if blind and phase == ADJUDICATION:
        raise VerilodeError("who settles a dispute must see what people said; leave out --blind")
    plan = plan_queue(project)
    board = board_of(project, plan)
    hidden = phase in BLIND if blind is None else blind
    shows = SAID if phase == ADJUDICATION else NOTHING if hidden else SUGGESTION
    by_people: dict[int, list[Asked]] = {}
    with board.lock:
        for name in _open(board, phase):
            people = 1 if phase == ADJUDICATION else board.needed(name)
            by_people.setdefault(people, []).append(_asked(board, name, phase, shows))
    suggested, unseen = suggest_commit(project), hidden or phase == ADJUDICATION
    return Batch(
        phase,
        _commit(project, phase),
        suggested.id if suggested else "",
        shows,
        unseen,
        plan.task,
        guideline_version(project),
        by_people,
    )


def first_open(project: Project) -> str:
    """The phase to send when none is named: the first with open records, as the review page would ask them.

    Raises:
        VerilodeError: where nothing is open.
    """
    board = board_of(project, plan_queue(project))
    with board.lock:
        for phase in (ADJUDICATION, *ASKED):
            if _open(board, phase):
                return phase
    raise VerilodeError("nothing waits for people: draw a sample first with verilode sample")


def _open(board: Board, phase: str) -> list[str]:
    if phase == ADJUDICATION:
        return list(board.disputes)
    asked = [name for name in board.plan.phases[phase] if board.plan.phase_of[name] == phase]
    return [name for name in asked if name not in board.full[phase]]


def _asked(board: Board, name: str, phase: str, shows: str) -> Asked:
    plan = board.plan
    question, suggestion, planted = plan.records[name].question, plan.suggestions.get(name), plan.planted(name)
    proposal = None
    if not plan.kind.hideable:
        proposal = planted or (suggestion.value if suggestion else None) or question.given
    return Asked(
        replace(question, given=None),
        suggestion if shows == SUGGESTION else None,
        proposal,
        planted if plan.is_plant(name) else None,
        _mixed(board, name, board.answers(name)) if phase == ADJUDICATION else (),
    )


def _mixed(board: Board, name: str, said: Sequence[Annotation]) -> tuple[str, ...]:
    """What people said, in an order that tells nothing about who or when."""
    question, kind = board.plan.records[name].question, board.plan.kind
    texts = [
        (kind.shown(one.value, question) if one.status == "submitted" and one.value else "no answer fits")
        + (f" ({one.note})" if one.note else "")
        for one in said
    ]
    return tuple(sorted(texts, key=lambda text: coin("answer", name, text)))


def _commit(project: Project, phase: str) -> str:
    """The commit that put the records of a phase before people; top-ups belong to the audit they add to."""
    if phase in (PILOT, RECHECK):
        commit = project.tables.latest(f"sample-{phase}")
    elif phase == AUDIT:
        commit = next(iter(audit_commits(project)), None)
    else:
        return "" if phase == ADJUDICATION else _suggested(project)
    if commit is None:
        raise VerilodeError(f"no {phase} to send: draw it first with verilode sample --{phase}")
    return commit.id


def _suggested(project: Project) -> str:
    commit = suggest_commit(project)
    if commit is None:
        raise VerilodeError("nothing is left to people yet: run verilode suggest and verilode certify first")
    return commit.id
