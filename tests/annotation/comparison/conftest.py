"""Contests in a project whose only fact is a snapshot."""

from pathlib import Path

import pytest

from annotation.comparison.contest import Contest
from pipelines.store.project import Project
from tests.fakes.contests import started


@pytest.fixture
def judging(tmp_path: Path) -> tuple[Project, Contest]:
    """A project, and a contest on all its 48 test prompts."""
    return started(tmp_path / "project")


@pytest.fixture
def teaching(tmp_path: Path) -> tuple[Project, Contest]:
    """A project, and a contest on its 72 prompts of train and validation, two votes each."""
    return started(tmp_path / "project", "train", votes=2)
