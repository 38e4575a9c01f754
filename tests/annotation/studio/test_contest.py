"""A contest through a real Label Studio: sent blind, voted on by two people, fetched again as votes for A and B."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotation.comparison.results import results_of
from annotation.comparison.votes import votes_of
from annotation.studio.client import Studio, connect
from annotation.studio.pull import pull
from annotation.studio.push import push
from annotation.templates import TEMPLATES
from annotation.templates.preference import NAMES
from pipelines.kinds import Task
from tests.fakes.contests import started
from tests.fakes.label_studio import StudioServer
from tests.fakes.studio_records import questions, tasks_of

pytestmark = pytest.mark.labelstudio


@pytest.fixture
def owner(label_studio: StudioServer) -> Iterator[Studio]:
    with connect(label_studio.url, label_studio.token) as studio:
        yield studio


def test_votes_come_back_as_they_were_given(tmp_path: Path, owner: Studio, label_studio_session: StudioServer) -> None:
    _, found = started(tmp_path / "p", "train", votes=2)
    project = found.project
    (sent,) = push(project, owner).projects
    number = int(sent.url.split("/")[4])
    tasks = tasks_of(owner, number)
    assert (sent.blind, sent.sent) == (True, len(found.placings))
    there = json.dumps([task["data"] for task in owner.tasks(number, include=("id", "data"))]) + sent.title
    words = [found.a.model, found.b.model, "run1", *(one.record for one in found.placings.values())]
    assert [word for word in words if word in there] == []

    template, names = TEMPLATES.build("preference"), [question.record_id for question in questions(project)]
    asked = {question.record_id: question for question in questions(project)}

    def vote(studio: Studio, name: str, value: str) -> None:
        result = template.prediction(value, asked[name], Task(kind="preference"))
        studio.create_annotation(tasks[name], result, lead_time=3.0)

    for name, value in zip(names, NAMES, strict=False):
        vote(owner, name, value)
    with connect(label_studio_session.url, label_studio_session.fresh_token()) as second:
        vote(second, names[0], "second")
        you = second.whoami().email.lower()
    me = owner.whoami().email.lower()

    assert pull(project, owner).answered == 5
    votes = {(one.record, one.voter): (one.said, one.side) for one in votes_of(found)}
    left = found.placings[names[0]].left
    other = "B" if left == "A" else "A"
    assert votes[names[0], me] == (left, "left")
    assert votes[names[0], you] == (other, "right")
    assert [votes[name, me][0] for name in names[2:4]] == ["tie", "both bad"]
    assert results_of(found).votes == 5
