"""List the project's jobs, look into one, or stop it.

A job is a verilode command with a status: one started from a page of the app, or a long one typed here.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

import typer

from app.jobs.job import Job
from app.jobs.table import JobTable
from pipelines.store.project import Project

DEFAULT = "list"

app = typer.Typer()


@dataclass(frozen=True, slots=True)
class JobList:
    """The newest jobs, newest first."""

    jobs: list[Job]


@dataclass(frozen=True, slots=True)
class JobLog:
    """The end of one job's log."""

    id: str
    log: str


@app.command("list")
def listing(project: Project, *, limit: int = 20) -> JobList:
    """List the newest jobs.

    Args:
        limit: How many to list.
    """
    return JobList(_table(project).all(limit))


@app.command("show")
def detail(project: Project, job: str) -> Job:
    """Show everything about one job.

    Args:
        job: The job's id, as `verilode jobs` lists it.
    """
    table = _table(project)
    table.reconcile()
    return table.get(job)


@app.command("cancel")
def cancel(project: Project, job: str) -> Job:
    """Ask a job and all its processes to stop.

    Args:
        job: The job's id, as `verilode jobs` lists it.
    """
    return _table(project).cancel(job)


@app.command("log")
def log(project: Project, job: str, *, lines: int = 200) -> JobLog:
    """Show the end of a job's log.

    Args:
        job: The job's id, as `verilode jobs` lists it.
        lines: How many lines, from the end.
    """
    file = _table(project).get(job).log
    if not file.exists():
        return JobLog(job, "")
    with file.open(encoding="utf-8", errors="replace") as text:
        return JobLog(job, "".join(deque(text, maxlen=lines)))


def show_list(result: JobList) -> Iterator[str]:
    """One line per job."""
    if not result.jobs:
        yield "no jobs yet"
    for job in result.jobs:
        yield f"{job.id}  {job.state:<11}  {job.submitted_at[:19]}  {_progress(job):>5}  {job.command}"


def show_show(job: Job) -> Iterator[str]:
    """What a person wants to know first, first."""
    yield f"{job.command}"
    yield f"{job.state}" + (f": {job.reason}" if job.reason else "")
    if job.progress:
        yield f"progress   {job.progress['label']} {job.progress['done']} of {job.progress['total'] or '?'}"
    yield f"actor      {job.actor}"
    for name in ("submitted_at", "started_at", "heartbeat_at", "finished_at"):
        if getattr(job, name):
            yield f"{name.removesuffix('_at'):<10} {getattr(job, name)}"
    yield f"log        {job.log}"


def show_cancel(job: Job) -> str:
    """What happens now."""
    return f"{job.id} is cancelled" if job.state == "cancelled" else f"{job.id} is being stopped"


def show_log(result: JobLog) -> str:
    """The lines themselves."""
    return result.log


def _progress(job: Job) -> str:
    total = (job.progress or {}).get("total")
    return f"{job.progress['done'] * 100 // total} %" if job.open and job.progress and total else ""


def _table(project: Project) -> JobTable:
    return JobTable(project.database_url, project.jobs)
