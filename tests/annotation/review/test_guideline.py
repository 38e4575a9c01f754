"""The guideline: every version people decided by can be read again."""

from pathlib import Path

import pytest

from annotation.review.guideline import guideline_text, guideline_version
from annotation.review.history import history
from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project
from tests.fakes.review import review_project, say, truths


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return review_project(tmp_path, 4)


def test_each_version_is_published_once_with_the_first_decision_made_by_it(project: Project) -> None:
    first, second, third, _ = truths(project)
    old = guideline_version(project)
    for name in (first, second):
        say(project, "ann", name, "eye")
    recipe = project.root / "verilode.yaml"
    recipe.write_text(recipe.read_text().replace("Choose the chapter.", "Choose with care."))
    changed = Project.open(project.root)
    say(changed, "ann", third, "eye")
    published = [(event.item, event.payload["text"]) for event in changed.events.events("guideline.published")]
    assert published == [(old, "Choose the chapter."), (guideline_version(changed), "Choose with care.")]
    assert [act.guideline for act in history(changed)] == [guideline_version(changed), old, old]
    assert guideline_text(changed, old) == "Choose the chapter."


def test_the_present_text_needs_no_decision(project: Project) -> None:
    assert guideline_text(project, guideline_version(project)) == "Choose the chapter."


def test_a_version_nobody_used_is_unknown(project: Project) -> None:
    with pytest.raises(VerilodeError, match="no decision was made by a guideline of version 'abc'"):
        guideline_text(project, "abc")
