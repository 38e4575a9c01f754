"""Everything the pages write: decisions of reviewers, and jobs, which are command lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from annotation.review.decisions import Decision, decide
from annotation.review.queue import QueuePlan, plan_queue
from app.jobs.submit import submit
from app.jobs.table import JobTable
from app.views.newest import readable
from app.views.shown_order import as_own
from app.widgets.decision import Decision as Claimed
from app.widgets.decision import Refused
from pipelines.core.errors import VerilodeError
from pipelines.kinds import Invalid
from pipelines.store.events import EventLane
from pipelines.store.project import Project
from pipelines.store.writer import GroupWriter


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of decisions: ids of those on disk, those that can never be stored, and why the others wait."""

    stored: list[str]
    refused: list[Refused]
    waiting: str = ""


@readable()
def save_decisions(project: Project, actor: str, decisions: Sequence[Claimed]) -> Saved:
    """Store what a reviewer decided, each decision that is an answer; what fails for now may be sent again."""
    if not decisions:
        return Saved([], [])
    plan, stored, refused, sound = plan_queue(project), list[str](), list[Refused](), list[Decision]()
    for claimed in decisions:
        try:
            sound.append(_checked(claimed, plan))
        except Invalid as reason:
            refused.append(Refused(claimed.decision_id, str(reason)))
    waiting = _store(project, actor, sound, stored)
    return Saved(stored, refused, waiting)


def _checked(claimed: Claimed, plan: QueuePlan) -> Decision:
    """The decision as it is stored: an order in the record's own numbers, an answer as its kind writes it.

    Raises:
        Invalid: where the value is no answer to the question.
    """
    value = as_own(claimed.value, claimed.record_id) if plan.kind.control == "order" else claimed.value
    placed = plan.records.get(claimed.record_id)
    if claimed.action == "submitted" and placed is not None:
        value = plan.kind.check(value or "", placed.question, plan.task)
    return Decision(
        decision_id=claimed.decision_id,
        record_id=claimed.record_id,
        action=claimed.action,
        value=value,
        note=claimed.note or None,
        version=claimed.version,
        blind=claimed.blind,
        seconds=claimed.seconds,
        phase=claimed.phase,
    )


def _store(project: Project, actor: str, decisions: Sequence[Decision], stored: list[str]) -> str:
    """Store all at once; where that fails each alone, so that one cannot hold up the others. Why any still waits."""
    append = _writer(project.events).append_many
    try:
        decide(project, actor, decisions, append)
    except VerilodeError as reason:
        if len(decisions) == 1:
            return str(reason)
        return next(filter(None, [_store(project, actor, [one], stored) for one in decisions]), "")
    stored += [decision.decision_id for decision in decisions]
    return ""


def start_job(project: Project, argv: Sequence[str], actor: str) -> str:
    """Start the command a person could type; returns the job's id."""
    return submit(job_table(project), list(argv), actor)


def cancel_job(project: Project, job_id: str) -> None:
    """Ask a job to stop."""
    job_table(project).cancel(job_id)


def job_table(project: Project) -> JobTable:
    """The project's jobs."""
    return JobTable(project.database_url, project.jobs)


@lru_cache(maxsize=8)
def _writer(lane: EventLane) -> GroupWriter:
    """One writer thread per event lane in this process, shared by all sessions."""
    return GroupWriter(lane)
