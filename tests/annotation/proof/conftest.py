"""A small project with suggestions over three hundred records, ready for an audit."""

from pathlib import Path

import pytest

from annotation.review.golden import golden_from_meta
from annotation.review.simulated import Reviewer, simulate_review
from annotation.sampling.draw import PILOT, sample_audit, sample_pilot
from annotation.suggest import suggest
from pipelines.store.project import Project
from tests.fakes.projects import RECIPE, diagnoses, make_project

TWO = RECIPE.replace("verify: {pilot: 30,", "verify: {pilot: 30, overlap: 2, overlap_share: 1.0,")


@pytest.fixture
def suggested(tmp_path: Path) -> Project:
    """Sixty pilot answers, forty golden records, suggestions for the rest; the file's labels are not shown."""
    project = make_project(tmp_path, diagnoses(400))
    golden_from_meta(project, "truth", share=0.1)
    sample_pilot(project, 60)
    simulate_review(project, error_rate=0.0, phases=[PILOT])
    suggest(project)
    return project


@pytest.fixture
def audited(suggested: Project) -> Project:
    """A third of them audited by one careful person."""
    sample_audit(suggested, rate=0.33)
    simulate_review(suggested, error_rate=0.0)
    return suggested


@pytest.fixture
def twice(tmp_path: Path) -> Project:
    """Every audited record answered by two people, one of whom errs in a tenth."""
    project = make_project(tmp_path, diagnoses(400), TWO)
    sample_pilot(project, 60)
    simulate_review(project, error_rate=0.0, phases=[PILOT], reviewers=[{"name": "ann"}, {"name": "ben"}])
    suggest(project)
    sample_audit(project, rate=0.33)
    people = [Reviewer("ann", 0.0, seconds=8.0), Reviewer("ben", 0.1, seconds=12.0)]
    simulate_review(project, reviewers=people)
    return project
