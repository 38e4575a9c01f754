"""What the preflight page reads: the newest check of a snapshot, where it stands and what it found."""

from app.views.newest import readable
from pipelines.store.project import Project
from training.preflight.report import Report
from training.rehearsal import newest, report_of
from training.runs import Run


@readable()
def checked(project: Project, snapshot: str) -> Run | None:
    """The newest preflight of a snapshot, None before there is one."""
    return newest(project, snapshot)


@readable()
def found(run: Run) -> Report | None:
    """Its report, None before it has ended."""
    return report_of(run)
