"""The people page: who answered, how far they agree, what is in dispute."""

from pathlib import Path

from pipelines.store.event import Event
from pipelines.store.project import Project
from pipelines.store.selection import standing_table
from tests.fakes.pages import errors, show, words
from tests.fakes.projects import diagnoses, make_project


def said(project: Project, record: str, actor: str, value: str) -> None:
    payload = {"value": value, "phase": "pilot"}
    project.events.append(Event(f"{actor}-{record}", "annotation.submitted", record, actor, payload, blind=True))


def test_nobody_is_ranked(tmp_path: Path) -> None:
    project = make_project(tmp_path, diagnoses(6))
    for record in standing_table(project.tables)["record_id"].to_pylist():
        said(project, record, "ann", "eye")
        said(project, record, "ben", "skin")
    at = show(project.root, "people")
    assert errors(at) == []
    assert "this is no ranking" in words(at)
    assert "People disagree on 6 records" in words(at)
    assert list(at.dataframe[0].value["person"]) == ["ann", "ben"]


def test_before_the_first_answer_the_page_says_what_to_do(tmp_path: Path) -> None:
    project = make_project(tmp_path, diagnoses(6))
    assert "Nobody has answered yet." in words(show(project.root, "people"))
