"""The history: every act, newest first, by person and by record."""

from pathlib import Path

import pytest

from annotation.review.history import history
from pipelines.store.project import Project
from tests.fakes.review import review_project, say, truths


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Ann answers, takes back and skips; Bob answers with a note."""
    project = review_project(tmp_path, 3)
    first, second, _ = truths(project)
    say(project, "ann", first, "eye", seconds=2.5, blind=True, phase="pilot")
    say(project, "ann", first, None, "draft")
    say(project, "ann", second, None, "skipped")
    say(project, "bob", second, "skin", note="see page 2")
    return project


def test_all_acts_newest_first(project: Project) -> None:
    acts = [(act.actor, act.action, act.value, act.taken_back) for act in history(project)]
    assert acts == [
        ("bob", "submitted", "skin", False),
        ("ann", "skipped", None, False),
        ("ann", "draft", None, True),
        ("ann", "submitted", "eye", False),
    ]


def test_one_person_one_record_and_the_last_few(project: Project) -> None:
    first, second, third = truths(project)
    assert [act.record_id for act in history(project, actor="ann")] == [second, first, first]
    assert [act.note for act in history(project, record=second)] == ["see page 2", None]
    assert [act.action for act in history(project, last=2)] == ["submitted", "skipped"]
    assert history(project, record=third) == []


def test_an_act_says_how_it_was_done(project: Project) -> None:
    act = history(project, actor="ann")[-1]
    assert (act.phase, act.blind, act.seconds, act.superseded) == ("pilot", True, 2.5, False)
