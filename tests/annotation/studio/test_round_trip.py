"""There and back: each kind of task is sent to a real Label Studio, answered there by two people, fetched again."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotation.studio.client import Studio, connect
from annotation.studio.pull import pull
from annotation.templates._types import FLAGS, NONE_FITS, NOTE, UNSURE, entry
from pipelines.store.labels import annotations
from pipelines.store.project import Project
from tests.fakes.label_studio import StudioServer
from tests.fakes.studio_records import TASKS, VALUES, answered, pushed, questions, suggested_project

pytestmark = pytest.mark.labelstudio


@pytest.fixture
def owner(label_studio: StudioServer) -> Iterator[Studio]:
    with connect(label_studio.url, label_studio.token) as studio:
        yield studio


@pytest.fixture(scope="module")
def second_token(label_studio_session: StudioServer) -> str:
    return label_studio_session.fresh_token()


def standing(project: Project) -> dict[tuple[str, str], tuple[str, str | None]]:
    return {(one.record_id, one.actor): (one.status, one.value) for one in annotations(project)}


@pytest.mark.parametrize("what", TASKS)
def test_answers_come_back_as_they_were_given(
    what: str, tmp_path: Path, owner: Studio, label_studio: StudioServer, second_token: str
) -> None:
    project = suggested_project(tmp_path / "p", what)
    _, tasks = pushed(project, owner)
    asked = questions(project)
    names = [question.record_id for question in asked]
    right, other = VALUES[what]

    def says(record: int, value: str, *flags: dict) -> list[dict]:
        return [*answered(what, value, asked[record]), *flags]

    note = entry("textarea", {"text": ["see line 2"]}, NOTE)
    one = owner.create_annotation(tasks[names[0]], says(0, right), lead_time=12.5)
    owner.create_annotation(tasks[names[1]], says(1, other, note), lead_time=7000.0)
    changed = owner.create_annotation(tasks[names[2]], says(2, right))
    owner.update_annotation(changed["id"], result=says(2, other))
    owner.create_annotation(tasks[names[3]], [], was_cancelled=True)
    gone = owner.create_annotation(tasks[names[4]], says(4, right))
    owner.delete_annotation(gone["id"])
    fits = entry("choices", {"choices": [NONE_FITS, UNSURE]}, FLAGS)
    owner.create_annotation(tasks[names[5]], says(5, right, fits))
    with connect(label_studio.url, second_token) as second:
        second.create_annotation(tasks[names[0]], says(0, other))
        you = second.whoami().email.lower()
    me = owner.whoami().email.lower()

    found = pull(project, owner)

    assert standing(project) == {
        (names[0], me): ("submitted", right),
        (names[0], you): ("submitted", other),
        (names[1], me): ("submitted", other),
        (names[2], me): ("submitted", other),
        (names[3], me): ("skipped", None),
        (names[5], me): ("discarded", None),
    }
    assert (found.answered, found.discarded, found.skipped, found.withdrawn, found.problems) == (4, 1, 1, 0, [])
    again = pull(project, owner)
    assert (again.answered, again.discarded, again.skipped, again.withdrawn) == (0, 0, 0, 0)
    assert len(list(project.events.events("annotation.*"))) == 6
    first = next(e for e in project.events.events("annotation.*", item=names[0]) if e.actor == me)
    assert (first.seconds, first.payload["phase"], first.blind) == (12.5, "rest", False)
    assert first.payload["studio"]["annotation"] == one["id"]
    capped = next(project.events.events("annotation.*", item=names[1]))
    assert (capped.seconds, capped.payload["lead_time"], capped.payload["note"]) == (300.0, 7000.0, "see line 2")
    assert project.events.verify() == []
