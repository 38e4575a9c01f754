"""Everything the pages write: decisions of reviewers, and jobs, which are command lines."""

from collections.abc import Sequence
from functools import lru_cache

from annotation.review.decisions import Decision, decide
from app.jobs.submit import submit
from app.jobs.table import JobTable
from app.views.newest import readable
from app.views.review import allowed_labels
from app.widgets.decision import Decision as Claimed
from pipelines.store.events import EventLane
from pipelines.store.project import Project
from pipelines.store.writer import GroupWriter


@readable()
def save_decisions(project: Project, actor: str, decisions: Sequence[Claimed]) -> list[str]:
    """Store what a reviewer decided; returns the decision ids that are now on disk."""
    if not decisions:
        return []
    chosen = [
        Decision(d.decision_id, d.record_id, d.action, d.value, d.note or None, d.version, d.blind, d.seconds, d.phase)
        for d in decisions
    ]
    decide(project, actor, chosen, allowed_labels(project), _writer(project.events).append_many)
    return [d.decision_id for d in decisions]


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
