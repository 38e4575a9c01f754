"""Check this machine and project, and say what to do about what is wrong."""

from collections.abc import Iterator

from app.doctor import Diagnosis, examine
from pipelines.store.project import Project


def doctor(project: Project | None = None) -> Diagnosis:
    """Check this machine and project, and say what to do about what is wrong."""
    return examine(project)


def show(result: Diagnosis) -> Iterator[str]:
    """One line per check."""
    for check in result.checks:
        yield f"{'ok  ' if check.ok else 'BAD '} {check.name:<18} {check.detail}"
