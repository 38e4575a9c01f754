"""A run that talks, for all tests of candidates; facts are added to it, never taken away."""

import shutil
from pathlib import Path

import pytest

from pipelines.store.project import Project
from tests.fakes.talking import talking
from tests.training.conftest import World, rows


@pytest.fixture(scope="session")
def spoken(world: World) -> tuple[Project, str]:
    """Forty questions, four steps."""
    return talking(world.root / "talking", world.config(), rows())


@pytest.fixture
def talk(spoken: tuple[Project, str], tmp_path: Path) -> tuple[Project, str]:
    """The same as a test's own."""
    project, run = spoken
    return Project.open(shutil.copytree(project.root, tmp_path / "talking")), run
