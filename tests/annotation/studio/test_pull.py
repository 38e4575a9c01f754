"""Fetching from a real Label Studio: whatever people do there is followed, once, and what is no answer is named."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotation.review.decisions import Decision, decide
from annotation.studio import pull as pulling
from annotation.studio.client import Studio, connect
from annotation.studio.ledger import Ledger
from annotation.studio.pull import PullReport, pull
from annotation.studio.report import report
from annotation.templates._types import FLAGS, UNSURE, entry
from pipelines.store.labels import annotations
from pipelines.store.project import Project
from tests.fakes.label_studio import StudioServer
from tests.fakes.studio_records import answered, pushed, questions, suggested_project

pytestmark = pytest.mark.labelstudio


@pytest.fixture
def studio(label_studio: StudioServer) -> Iterator[Studio]:
    with connect(label_studio.url, label_studio.token) as found:
        yield found


class Desk:
    """A project of a few records on the server, and hands to answer them with."""

    def __init__(self, folder: Path, studio: Studio, records: int = 3) -> None:
        self.project = suggested_project(folder, records=records)
        self.studio = studio
        self.number, tasks = pushed(self.project, studio)
        self.tasks = list(tasks.values())

    def says(self, record: int, label: str, *flags: dict[str, Any], **fields: Any) -> int:
        result = [*answered("classify", label, questions(self.project)[record]), *flags]
        return int(self.studio.create_annotation(self.tasks[record], result, **fields)["id"])

    def pull(self, **options: Any) -> PullReport:
        return pull(self.project, self.studio, **options)

    @property
    def said(self) -> list[tuple[str, str, str | None]]:
        return sorted((one.record_id, one.status, one.value) for one in annotations(self.project))

    @property
    def events(self) -> list[Any]:
        return list(self.project.events.events("annotation.*"))


@pytest.fixture
def desk(tmp_path: Path, studio: Studio) -> Desk:
    return Desk(tmp_path / "p", studio)


def test_an_update_is_followed(desk: Desk) -> None:
    annotation = desk.says(0, "billing")
    desk.pull()
    desk.studio.update_annotation(annotation, result=answered("classify", "R&D", questions(desk.project)[0]))
    assert desk.pull().answered == 1
    assert desk.said == [("classify-0", "submitted", "R&D")]


def test_a_change_that_says_the_same_is_no_event(desk: Desk) -> None:
    annotation = desk.says(0, "billing")
    desk.pull()
    desk.studio.update_annotation(annotation, ground_truth=True)
    found = desk.pull()
    assert (found.tasks > 0, found.answered, len(desk.events)) == (True, 0, 1)


def test_a_return_to_an_earlier_answer_is_an_event_of_its_own(desk: Desk) -> None:
    annotation = desk.says(0, "billing")
    desk.pull()
    for label in ("R&D", "billing"):
        desk.studio.update_annotation(annotation, result=answered("classify", label, questions(desk.project)[0]))
        desk.pull()
    assert [event.payload["value"] for event in desk.events] == ["billing", "R&D", "billing"]


def test_a_deleted_annotation_is_an_answer_taken_back(desk: Desk) -> None:
    annotation = desk.says(0, "billing")
    desk.pull()
    desk.studio.delete_annotation(annotation)
    assert desk.pull().withdrawn == 1
    assert desk.said == [("classify-0", "draft", None)]
    assert desk.pull().withdrawn == 0


def test_of_several_annotations_by_one_person_the_newest_counts_and_deleting_it_brings_the_older_back(
    desk: Desk,
) -> None:
    desk.says(0, "billing")
    desk.pull()
    newer = desk.says(0, "R&D")
    desk.pull()
    assert desk.said == [("classify-0", "submitted", "R&D")]
    desk.studio.delete_annotation(newer)
    desk.pull()
    assert desk.said == [("classify-0", "submitted", "billing")]


def test_a_deleted_task_takes_its_answers_back(desk: Desk) -> None:
    desk.says(0, "billing")
    desk.says(1, "billing")
    desk.pull()
    desk.studio.delete_tasks(desk.number, [desk.tasks[0]])
    assert desk.pull().withdrawn == 1
    assert desk.said == [("classify-0", "draft", None), ("classify-1", "submitted", "billing")]


def test_an_answer_given_in_the_app_since_is_not_taken_back(desk: Desk, label_studio: StudioServer) -> None:
    annotation = desk.says(0, "billing")
    desk.pull()
    me = label_studio.account.email.lower()
    decide(desk.project, me, [Decision("d1", "classify-0", "submitted", "shipping")])
    desk.studio.delete_annotation(annotation)
    assert desk.pull().withdrawn == 0
    assert desk.said == [("classify-0", "submitted", "shipping")]


def test_unsure_with_an_answer_is_marked_and_without_one_is_a_skip(desk: Desk) -> None:
    unsure = entry("choices", {"choices": [UNSURE]}, FLAGS)
    desk.says(0, "billing", unsure)
    desk.studio.create_annotation(desk.tasks[1], [unsure])
    desk.pull()
    assert desk.said == [("classify-0", "submitted", "billing"), ("classify-1", "skipped", None)]
    assert desk.events[0].payload["unsure"] is True


def test_what_is_no_answer_is_a_named_problem_until_it_is_put_right(desk: Desk) -> None:
    wrong = desk.says(0, "nonsense")
    desk.studio.create_annotation(desk.tasks[1], [])
    found = desk.pull()
    assert sorted(problem.reason for problem in found.problems) == [
        "'nonsense' is not one of the 3 labels",
        "it was submitted without an answer",
    ]
    assert (found.answered, desk.said) == (0, [])
    desk.studio.update_annotation(wrong, result=answered("classify", "billing", questions(desk.project)[0]))
    assert [problem.record_id for problem in desk.pull().problems] == ["classify-1"]
    assert desk.said == [("classify-0", "submitted", "billing")]


def test_an_answer_that_becomes_nonsense_no_longer_stands(desk: Desk) -> None:
    annotation = desk.says(0, "billing")
    desk.pull()
    desk.studio.update_annotation(annotation, result=answered("classify", "nonsense", questions(desk.project)[0]))
    assert desk.pull().withdrawn == 1
    assert desk.said == [("classify-0", "draft", None)]


def test_only_changed_tasks_are_read(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulling, "OVERLAP", pulling.OVERLAP * 0)
    for record in (0, 1):
        desk.says(record, "billing")
    assert desk.pull().tasks == 2
    desk.says(2, "billing")
    assert (desk.pull().tasks, desk.pull().tasks) == (1, 0)


def test_pages_smaller_than_the_work_lose_nothing(
    tmp_path: Path, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(tmp_path / "p", studio, records=11)
    monkeypatch.setattr(pulling, "PAGE", 2)
    for record in range(11):
        desk.says(record, "billing")
    assert (desk.pull().answered, desk.pull().answered) == (11, 0)


def test_pulls_at_the_same_time_double_nothing(tmp_path: Path, studio: Studio, label_studio: StudioServer) -> None:
    desk = Desk(tmp_path / "p", studio, records=8)
    for record in range(8):
        desk.says(record, "billing", lead_time=record + 1.0)

    def once(_: int) -> PullReport:
        with connect(label_studio.url, label_studio.token) as own:
            return pull(Project.open(desk.project.root), own)

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(once, range(4)))
    assert sum(one.answered for one in found) == 8
    assert (len(desk.events), desk.project.events.verify()) == (8, [])


def test_an_answer_to_a_task_whose_sending_broke_off_is_heard(desk: Desk) -> None:
    ledger = Ledger(desk.project.events.engine)
    (run,) = ledger.runs()
    ledger.note(run, [replace(one, task=None, state="sending") for one in ledger.sent(run).values()])
    desk.says(1, "billing")
    desk.pull()
    assert desk.said == [("classify-1", "submitted", "billing")]


def test_the_report_tells_what_came_back_and_how_far_people_follow_suggestions(desk: Desk) -> None:
    desk.says(0, "billing", lead_time=4.0)
    desk.says(1, "R&D", lead_time=8.0)
    desk.studio.create_annotation(desk.tasks[2], [], was_cancelled=True)
    desk.pull()
    (run,) = report(desk.project).runs
    assert (run.tasks, run.records, run.submitted, run.skipped) == (3, 2, 2, 1)
    assert (run.shown, run.changed, run.median_seconds) == (2, 1, 6.0)
