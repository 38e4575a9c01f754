"""The guideline people decide by: each of its versions is stored once, and every decision names the one it had."""

from pipelines.core.errors import VerilodeError
from pipelines.core.ids import SHORT, digest
from pipelines.store.event import Event
from pipelines.store.project import Project

PUBLISHED = "guideline.published"


def guideline_version(project: Project) -> str:
    """The version of the text in the recipe: the first digits of its digest."""
    return digest(project.recipe.task.guideline)[:SHORT]


def published(project: Project) -> Event:
    """The event that keeps the present text; storing it again is a no-op."""
    version = guideline_version(project)
    return Event(f"guideline-{version}", PUBLISHED, version, "verilode", {"text": project.recipe.task.guideline})


def guideline_text(project: Project, version: str) -> str:
    """The guideline as it read in a version.

    Raises:
        VerilodeError: for a version that no decision was made by.
    """
    if version == guideline_version(project):
        return project.recipe.task.guideline
    event = next(project.events.events(PUBLISHED, item=version), None)
    if event is None:
        raise VerilodeError(f"no decision was made by a guideline of version {version!r}")
    return str(event.payload.get("text", ""))
