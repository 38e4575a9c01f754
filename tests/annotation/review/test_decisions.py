"""Decisions: what is stored, in which form, and what is refused whole."""

from pathlib import Path

import pytest

from annotation.review.decisions import Decision, decide
from annotation.sampling.draw import sample_audit
from pipelines.core.errors import VerilodeError
from pipelines.store.labels import annotations
from pipelines.store.project import Project
from tests.fakes.projects import make_project
from tests.fakes.review import put_certificate, put_suggestions, review_project, say, shown, truths

MULTILABEL = "name: many\ntask: {kind: multilabel, labels: [a, b, c]}\n"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return review_project(tmp_path, 6)


def stored(project: Project) -> list[tuple[str, str | None]]:
    return [(one.status, one.value) for one in annotations(project)]


def test_a_value_is_stored_in_the_form_of_its_kind(tmp_path: Path) -> None:
    rows = [{"text": "one", "response": "a;b", "truth": "", "group": ""}]
    project = make_project(tmp_path, rows, MULTILABEL)
    [name] = _names(project)
    say(project, "ann", name, '[ "c", "a" ]')
    assert stored(project) == [("submitted", '["a","c"]')]


@pytest.mark.parametrize(
    ("decision", "reason"),
    [
        (("d", "{first}", "submitted", "nose"), "'nose' is not one of the 3 labels"),
        (("d", "{first}", "submitted", None), "no label"),
        (("d", "{first}", "shredded", "eye"), "unknown action 'shredded'"),
        (("d", "elsewhere", "submitted", "eye"), "record 'elsewhere' is not known"),
        (("", "{first}", "submitted", "eye"), "a decision needs its own id"),
    ],
)
def test_one_bad_decision_stores_none(project: Project, decision: tuple, reason: str) -> None:
    first, second, *_ = truths(project)
    bad = Decision(*(first if part == "{first}" else part for part in decision))
    with pytest.raises(VerilodeError, match=reason):
        decide(project, "ann", [Decision("good", second, "submitted", "eye"), bad])
    assert list(project.events.events()) == []


def test_a_finding_that_nothing_fits_has_no_value(project: Project) -> None:
    say(project, "ann", next(iter(truths(project))), "eye", "discarded")
    assert stored(project) == [("discarded", None)]


def test_a_resend_stores_nothing(project: Project) -> None:
    decision = Decision("d1", next(iter(truths(project))), "submitted", "eye")
    first, again = (decide(project, "ann", [decision])[0] for _ in range(2))
    assert (first.duplicate, again.duplicate, first.seq == again.seq) == (False, True, True)


def test_text_typed_before_the_decision_does_not_take_it_back_when_it_comes_late(project: Project) -> None:
    name = next(iter(truths(project)))
    say(project, "ann", name, "eye", version=0)
    say(project, "ann", name, "ey", "draft", version=0)
    assert stored(project) == [("submitted", "eye")]
    project.events.rebuild()
    assert stored(project) == [("submitted", "eye")]


def test_blind_answers_never_overtake_one_another(tmp_path: Path) -> None:
    project = review_project(tmp_path, 3, "overlap: 2, overlap_share: 1.0")
    put_suggestions(project, truths(project))
    sample_audit(project, rate=1.0)
    [one], [other] = shown(project, "ann", 1), shown(project, "bob", 1)
    assert one.record_id == other.record_id
    say(project, "ann", one, "eye")
    say(project, "bob", other, "eye")
    assert [answer.superseded for answer in annotations(project)] == [False, False]


def test_an_answer_to_what_somebody_else_has_changed_since_is_marked(project: Project) -> None:
    put_suggestions(project, truths(project))
    put_certificate(project)
    [item] = shown(project, "ann", 1)
    say(project, "bob", item, "eye")
    say(project, "ann", item, "skin")
    assert [(answer.actor, answer.superseded) for answer in annotations(project)] == [("bob", False), ("ann", True)]


def test_no_decision_is_no_event(project: Project) -> None:
    assert (decide(project, "ann", []), list(project.events.events())) == ([], [])


def _names(project: Project) -> list[str]:
    return project.tables.read("records")["record_id"].to_pylist()
