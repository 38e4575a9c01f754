"""Sending to a real Label Studio: each record once, blind ones bare, changes followed, faults named."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotation.sampling.draw import sample_audit, sample_pilot
from annotation.studio.client import Studio, connect
from annotation.studio.ledger import Ledger
from annotation.studio.pull import pull
from annotation.studio.push import push
from pipelines.core.errors import VerilodeError
from pipelines.store.labels import annotations
from pipelines.store.project import Project
from tests.fakes.label_studio import StudioServer
from tests.fakes.studio_records import answered, pushed, questions, suggest, suggested_project, tasks_of

pytestmark = pytest.mark.labelstudio


@pytest.fixture
def studio(label_studio: StudioServer) -> Iterator[Studio]:
    with connect(label_studio.url, label_studio.token) as found:
        yield found


def number_of(url: str) -> int:
    return int(url.split("/")[4])


def reopened(project: Project) -> Project:
    """The project as the next command sees it, its recipe read again."""
    return Project.open(project.root)


def test_a_second_push_sends_nothing(tmp_path: Path, studio: Studio) -> None:
    project = suggested_project(tmp_path / "p", records=7)
    first, second = (push(project, studio, "rest", size=3).projects[0] for _ in range(2))
    assert (first.sent, first.there, second.sent, second.there) == (7, 7, 0, 7)
    assert (first.url, first.blind) == (second.url, False)


def test_people_see_the_suggestion_and_its_confidence_and_the_server_shows_it(tmp_path: Path, studio: Studio) -> None:
    project = suggested_project(tmp_path / "p", records=2)
    number, tasks = pushed(project, studio)
    task = studio.task(tasks["classify-0"])
    assert (task["data"]["suggestion"], task["data"]["confidence"]) == ("billing", "75% sure")
    (prediction,) = task["predictions"]
    assert (prediction["score"], prediction["model_version"]) == (0.75, project.tables.latest("suggest").id)
    found = studio.project(number)
    assert (found["model_version"], found["show_collab_predictions"]) == (prediction["model_version"], True)


def test_a_blind_task_has_no_trace_of_a_suggestion_on_the_server(tmp_path: Path, studio: Studio) -> None:
    project = suggested_project(tmp_path / "p", records=4)
    sample_audit(project, rate=1.0)
    number, tasks = pushed(project, studio, "audit")
    task = studio.task(tasks["classify-0"])
    assert set(task["data"]) == {"verilode_id", "text"}
    assert task["predictions"] == []
    config = studio.project(number)["label_config"]
    assert not any(word in config for word in ("suggestion", "confidence", "rationale"))


def test_a_blind_task_of_an_edit_shows_the_text_under_judgement_and_nothing_about_it(
    tmp_path: Path, studio: Studio
) -> None:
    project = suggested_project(tmp_path / "p", "generate", records=2)
    sample_audit(project, rate=1.0)
    _, tasks = pushed(project, studio, "audit")
    task = studio.task(tasks["generate-0"])
    assert set(task["data"]) == {"verilode_id", "text"}
    assert task["predictions"][0]["result"][0]["value"] == {"text": ["Paris"]}
    assert task["predictions"][0]["score"] is None


@pytest.mark.parametrize("phase", ["pilot", "audit"])
def test_an_audit_that_is_not_blind_is_refused(phase: str, tmp_path: Path, studio: Studio) -> None:
    project = suggested_project(tmp_path / "p", records=2)
    with pytest.raises(VerilodeError, match=f"the {phase} is answered blind, or it would prove nothing"):
        push(project, studio, phase, blind=False)


def test_a_phase_that_was_not_drawn_is_refused(tmp_path: Path, studio: Studio) -> None:
    project = suggested_project(tmp_path / "p", records=2)
    with pytest.raises(VerilodeError, match="no audit to send: draw it first with verilode sample --audit"):
        push(project, studio, "audit")


def test_without_a_phase_the_first_open_one_is_sent(tmp_path: Path, studio: Studio) -> None:
    project = suggested_project(tmp_path / "p", records=4)
    assert push(project, studio).phase == "rest"
    sample_pilot(project, 2)
    assert push(project, studio).phase == "pilot"


def test_a_new_guideline_and_label_are_shown_in_the_same_project(tmp_path: Path, studio: Studio) -> None:
    project = suggested_project(tmp_path / "p", records=3)
    number, tasks = pushed(project, studio)
    old = Ledger(project.events.engine).runs()[0].guideline
    studio.create_annotation(tasks["classify-0"], answered("classify", "billing", questions(project)[0]))
    recipe = project.root / "verilode.yaml"
    recipe.write_text(recipe.read_text().replace("Which desk?", "Which <b>desk</b>?").replace("shipping]", "other]"))
    project = reopened(project)
    assert number_of(push(project, studio, "rest").projects[0].url) == number
    found = studio.project(number)
    assert "other" in found["label_config"]
    assert found["expert_instruction"] == "Which &lt;b&gt;desk&lt;/b&gt;?"
    studio.create_annotation(tasks["classify-1"], answered("classify", "other", questions(project)[1]))
    pull(project, studio)
    versions = [event.payload["guideline"] for event in project.events.events("annotation.*")]
    assert (len(versions), versions[0]) == (2, old)
    assert versions[1] not in (old, None)


def test_a_changed_suggestion_replaces_an_untouched_task_and_leaves_an_answered_one(
    tmp_path: Path, studio: Studio
) -> None:
    project = suggested_project(tmp_path / "p", "generate", records=2)
    sample_audit(project, rate=1.0)
    number, tasks = pushed(project, studio, "audit")
    ledger = Ledger(project.events.engine)
    (run,) = ledger.runs()
    studio.create_annotation(tasks["generate-1"], [], was_cancelled=True)
    ledger.note(run, [replace(one, suggested="an older text") for one in ledger.sent(run).values()])
    done = push(project, studio, "audit").projects[0]
    after = tasks_of(studio, number)
    assert (done.replaced, done.there) == (1, 2)
    assert (after["generate-0"] > tasks["generate-1"], after["generate-1"]) == (True, tasks["generate-1"])


def test_a_task_deleted_on_the_server_is_sent_again_while_its_record_is_open(tmp_path: Path, studio: Studio) -> None:
    project = suggested_project(tmp_path / "p", records=3)
    number, tasks = pushed(project, studio)
    studio.delete_tasks(number, [tasks["classify-1"]])
    assert push(project, studio, "rest").projects[0].sent == 1
    assert set(tasks_of(studio, number)) == set(tasks)


def test_copies_that_somebody_made_are_removed_unless_they_were_answered(tmp_path: Path, studio: Studio) -> None:
    project = suggested_project(tmp_path / "p", records=2)
    number, tasks = pushed(project, studio)
    copies = [{"data": studio.task(task)["data"]} for task in tasks.values()]
    first, _ = studio.import_tasks(number, copies)
    asked = questions(project)[0]
    studio.create_annotation(first, answered("classify", "billing", asked))
    done = push(project, studio, "rest").projects[0]
    assert (done.doubled, done.there) == (2, 2)
    assert set(tasks_of(studio, number).values()) == {first, tasks["classify-1"]}
    assert [one.value for one in annotations(project)] == ["billing"]


def test_a_deleted_project_is_made_anew(tmp_path: Path, studio: Studio) -> None:
    project = suggested_project(tmp_path / "p", records=2)
    number, _ = pushed(project, studio)
    studio.delete_project(number)
    again = push(project, studio, "rest").projects[0]
    assert (number_of(again.url) != number, again.sent) == (True, 2)
    assert pull(project, studio).elsewhere == 1


def test_new_suggestions_get_a_project_of_their_own(tmp_path: Path, studio: Studio) -> None:
    project = suggested_project(tmp_path / "p", records=2)
    first, _ = pushed(project, studio)
    suggest(project, {question.record_id: "shipping" for question in questions(project)})
    second, tasks = pushed(project, studio)
    assert (second != first, studio.task(tasks["classify-0"])["data"]["suggestion"]) == (True, "shipping")


def test_a_suggestion_that_is_no_answer_is_named_and_the_others_are_sent(tmp_path: Path, studio: Studio) -> None:
    project = suggested_project(tmp_path / "p", records=3)
    names = [question.record_id for question in questions(project)]
    suggest(project, dict(zip(names, ["billing", "nonsense", "billing"], strict=True)))
    found = push(project, studio, "rest")
    assert (found.projects[0].sent, [fault.record_id for fault in found.faults]) == (2, ["classify-1"])
    assert found.failure == "1 records were not sent; classify-1: 'nonsense' is not one of the 3 labels"


def test_records_that_two_people_answer_have_a_project_of_their_own(tmp_path: Path, studio: Studio) -> None:
    project = suggested_project(tmp_path / "p", records=30, recipe="verify: {overlap: 2, overlap_share: 0.5}")
    sample_audit(project, rate=1.0)
    one, two = push(project, studio, "audit").projects
    assert one.there + two.there == 30
    several = [studio.project(number_of(each.url))["maximum_annotations"] for each in (one, two)]
    assert (several, "×2" in two.title) == ([1, 2], True)


def test_disputes_are_sent_with_what_people_said_and_no_names(
    tmp_path: Path, studio: Studio, label_studio: StudioServer
) -> None:
    project = suggested_project(tmp_path / "p", records=4, recipe="verify: {overlap: 2, overlap_share: 1.0}")
    sample_audit(project, rate=1.0)
    _, tasks = pushed(project, studio, "audit")
    asked = questions(project)[0]
    studio.create_annotation(tasks["classify-0"], answered("classify", "billing", asked))
    with connect(label_studio.url, label_studio.fresh_token()) as other:
        other.create_annotation(tasks["classify-0"], answered("classify", "R&D", asked))
    pull(project, studio)
    _, disputes = pushed(project, studio, "adjudication")
    (task,) = disputes.values()
    data = studio.task(task)["data"]
    assert sorted(line[3:] for line in data["suggestion"].splitlines()) == ["R&D", "billing"]
    assert "@" not in str(data)
    with connect(label_studio.url, label_studio.fresh_token()) as judge:
        judge.create_annotation(task, answered("classify", "shipping", asked))
    pull(project, studio)
    assert {(one.value, one.phase) for one in annotations(project)} >= {("shipping", "adjudication")}
