"""Make a project folder from a recipe."""

from dataclasses import dataclass
from pathlib import Path

from pipelines.store.project import Project


@dataclass(frozen=True, slots=True)
class Made:
    """The new project."""

    project: str
    recipe: str


def init(folder: Path, *, recipe: str) -> Made:
    """Make a project.

    Args:
        folder: The folder to make the project in.
        recipe: A bundled recipe's name, or the path of a .yaml file.
    """
    project = Project.create(folder, recipe)
    return Made(str(project.root), project.recipe.name)
