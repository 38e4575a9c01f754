"""Labels: what each record's label is, decided from facts alone: people first, then the certificate."""

from pathlib import Path

import pytest

from pipelines.store.event import Event
from pipelines.store.labels import Label, accepted, annotations, certify_commit, disputed, labels, task_of
from pipelines.store.project import Project
from pipelines.store.tables import Counts
from tests.fakes.projects import diagnoses, make_project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Four records; the file says eye, injury, skin, eye."""
    return make_project(tmp_path, diagnoses(4))


def ids(project: Project) -> list[str]:
    return [record.record_id for record, _ in labels(project)]


def say(
    project: Project, number: int, value: str | None, status: str = "submitted", actor: str = "ann", **more
) -> None:
    """One person's act on the record of this number."""
    key = f"k{project.events.last_seq()}"
    payload = {"value": value, "phase": more.pop("phase", None)}
    event = Event(key, f"annotation.{status}", ids(project)[number], actor, payload, **more)
    project.events.append(event)


def suggest(project: Project, *values: str | None) -> str:
    """A labeler's suggestions for the first records, with confidence 0.9; the commit's id."""
    rows = [
        {"record_id": name, "value": value, "confidence": 0.9, "labeler": "local"}
        for name, value in zip(ids(project), values, strict=False)
    ]
    with project.tables.begin("suggest", options={"n": len(project.tables.commits())}) as writer:
        writer.write("suggestions", rows)
        writer.counts = Counts(len(rows), len(rows), 0, 0)
    return project.tables.commits()[-1].id


def certify(project: Project, suggested: str, *numbers: int) -> None:
    """A certificate over these records' suggestions."""
    proposed = project.tables.read(
        "suggestions", [c for c in project.tables.commits() if c.id == suggested]
    ).to_pylist()
    with project.tables.begin("certify", inputs=[suggested]) as writer:
        columns = ("record_id", "value", "confidence")
        writer.write("accepted", [{name: proposed[i][name] for name in columns} for i in numbers])
        writer.counts = Counts(len(proposed), len(proposed), 0, 0)


def label(project: Project, number: int) -> Label:
    return [found for _, found in labels(project)][number]


def summary(project: Project) -> list[tuple[str | None, str]]:
    return [(found.value, found.state) for _, found in labels(project)]


def test_a_label_of_the_file_is_no_proven_label(project: Project) -> None:
    assert summary(project) == [(v, "unlabelled") for v in ("eye", "injury", "skin", "eye")]


def test_a_person_verifies_or_corrects_what_was_proposed(project: Project) -> None:
    suggest(project, "eye", "eye", None)
    say(project, 0, "eye")
    say(project, 1, "injury")
    say(project, 2, "skin")
    assert summary(project) == [
        ("eye", "verified"),
        ("injury", "corrected"),
        ("skin", "corrected"),
        ("eye", "unlabelled"),
    ]


def test_who_when_and_blind_stand_beside_the_label(project: Project) -> None:
    say(project, 0, "eye", blind=True)
    found = label(project, 0)
    assert (found.by, found.blind, found.at) == ("ann", True, next(project.events.events()).at)


def test_only_what_the_certificate_covers_is_accepted_unseen(project: Project) -> None:
    certify(project, suggest(project, "eye", "eye", "skin", None), 0, 1)
    assert summary(project) == [
        ("eye", "auto-accepted"),
        ("eye", "auto-accepted"),
        ("skin", "suggested"),
        ("eye", "unlabelled"),
    ]
    assert label(project, 0).confidence == 0.9


def test_a_person_goes_before_the_certificate(project: Project) -> None:
    certify(project, suggest(project, "eye", "eye"), 0, 1)
    say(project, 1, "injury")
    assert summary(project)[:2] == [("eye", "auto-accepted"), ("injury", "corrected")]


def test_new_suggestions_end_an_old_certificate(project: Project) -> None:
    certify(project, suggest(project, "eye", "eye"), 0, 1)
    suggest(project, "eye", "injury")
    assert (certify_commit(project), accepted(project)) == (None, {})
    assert summary(project)[:2] == [("eye", "suggested"), ("injury", "suggested")]


@pytest.mark.parametrize("value", [None, "eye"])
def test_a_discarded_record_has_no_label_even_if_one_was_chosen(project: Project, value: str | None) -> None:
    say(project, 0, value, "discarded")
    assert (label(project, 0).value, label(project, 0).state) == (None, "rejected")


@pytest.mark.parametrize("status", ["skipped", "draft"])
def test_what_settles_nothing_leaves_the_record_open(project: Project, status: str) -> None:
    say(project, 0, "eye", status)
    assert label(project, 0).state == "unlabelled"


def test_a_decision_taken_back_is_open_again(project: Project) -> None:
    say(project, 0, "skin")
    say(project, 0, "skin", "draft")
    assert (label(project, 0).state, len(annotations(project))) == ("unlabelled", 1)


def test_two_people_who_disagree_leave_the_record_disputed(project: Project) -> None:
    say(project, 0, "skin")
    say(project, 0, "injury", actor="bob")
    assert (label(project, 0).value, label(project, 0).state) == ("eye", "disputed")
    assert [[one.value for one in said] for said in disputed(project).values()] == [["skin", "injury"]]


def test_two_people_who_agree_settle_it(project: Project) -> None:
    say(project, 0, "skin")
    say(project, 0, "skin", actor="bob")
    assert (label(project, 0).value, label(project, 0).state) == ("skin", "corrected")


def test_an_adjudicator_has_the_last_word(project: Project) -> None:
    say(project, 0, "skin")
    say(project, 0, "injury", actor="bob")
    say(project, 0, "injury", actor="chief", phase="adjudication")
    say(project, 0, "skin", actor="dora")
    assert (label(project, 0).value, label(project, 0).by, disputed(project)) == ("injury", "chief", {})


def test_a_golden_answer_goes_before_everybody(project: Project) -> None:
    say(project, 0, "skin")
    name = ids(project)[0]
    project.events.append(Event("g1", "golden.set", name, "expert", {"value": "injury"}))
    assert (label(project, 0).value, label(project, 0).by) == ("injury", "expert")
    project.events.append(Event("g2", "golden.unset", name, "expert"))
    assert label(project, 0).value == "skin"


def test_without_labels_in_the_recipe_the_answers_so_far_are_the_set(tmp_path: Path) -> None:
    project = make_project(tmp_path, diagnoses(2), "name: open\n")
    say(project, 0, "rash")
    assert task_of(project).labels == ("eye", "injury", "rash")


def test_only_what_was_said_after_an_event_is_read_again(project: Project) -> None:
    say(project, 0, "skin")
    seen = project.events.last_seq()
    say(project, 1, "eye")
    assert [one.value for one in annotations(project, after=seen)] == ["eye"]
