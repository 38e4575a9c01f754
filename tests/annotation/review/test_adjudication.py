"""Adjudication: a dispute goes to somebody who is no party to it, without names, and is settled for good."""

from pathlib import Path

import pytest

from annotation.review.assignment import name_adjudicators
from annotation.review.item import Item
from annotation.review.queue import PhaseProgress, ReviewQueue
from annotation.sampling.draw import sample_audit
from pipelines.store.labels import answers, disputed
from pipelines.store.project import Project
from tests.fakes.review import put_suggestions, review_project, say, shown, truths


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """An audit of three records, each to be answered by two people; Ann and Bob disagree on the first."""
    project = review_project(tmp_path, 3, "overlap: 2, overlap_share: 1.0")
    put_suggestions(project, truths(project))
    sample_audit(project, rate=1.0)
    for person, value in (("ann", "eye"), ("bob", "skin")):
        for place, item in enumerate(shown(project, person)):
            say(project, person, item, value if place == 0 else "eye", note=f"says {person}" if place == 0 else None)
    return project


def disputes(project: Project, person: str) -> list[Item]:
    return [item for item in shown(project, person) if item.phase == "adjudication"]


def progress(project: Project) -> list[PhaseProgress]:
    return ReviewQueue(project).progress()


def may_settle(project: Project, *people: str) -> list[bool]:
    return ["adjudication" in dict(ReviewQueue(project).pending(person)).values() for person in people]


def test_the_parties_do_not_settle_it_themselves(project: Project) -> None:
    assert may_settle(project, "ann", "bob", "cleo") == [False, False, True]


def test_the_answers_are_shown_without_names_and_without_the_model(project: Project) -> None:
    [item] = disputes(project, "cleo")
    assert sorted(item.answers) == [("eye", "says ann"), ("skin", "says bob")]
    assert (item.blind, item.suggestion, item.question.given, item.question.text != "") == (True, None, None, True)


def test_the_order_of_the_answers_is_everybodys(project: Project) -> None:
    name_adjudicators(project, ["cleo", "dora"])
    [first] = disputes(project, "cleo")
    say(project, "cleo", first, None, "skipped")
    assert [item.answers for item in disputes(project, "dora")] == [first.answers]


def test_a_dispute_counts_as_unanswered_until_it_is_settled(project: Project) -> None:
    [item] = disputes(project, "cleo")
    assert (item.record_id in answers(project), len(answers(project))) == (False, 2)
    assert progress(project) == [PhaseProgress("audit", 2, 3), PhaseProgress("adjudication", 0, 1)]
    say(project, "cleo", item, "injury")
    assert (answers(project)[item.record_id].value, disputed(project)) == ("injury", {})
    assert progress(project) == [PhaseProgress("audit", 3, 3), PhaseProgress("adjudication", 1, 1)]


def test_named_adjudicators_are_the_only_ones(project: Project) -> None:
    name_adjudicators(project, ["chief"])
    assert may_settle(project, "cleo", "chief") == [False, True]


def test_a_party_settles_it_only_where_every_adjudicator_is_one(project: Project) -> None:
    name_adjudicators(project, ["ann", "chief"])
    assert may_settle(project, "ann", "chief") == [False, True]
    name_adjudicators(project, ["ann"])
    assert may_settle(project, "ann") == [True]


def test_a_settled_dispute_taken_back_is_open_again(project: Project) -> None:
    [item] = disputes(project, "cleo")
    say(project, "cleo", item, "injury")
    say(project, "cleo", item, None, "draft")
    assert [one.record_id for one in disputes(project, "cleo")] == [item.record_id] == list(disputed(project))


@pytest.mark.parametrize("person", ["ann", "zoe"])
def test_who_may_not_settle_gives_an_opinion_like_any_other(project: Project, person: str) -> None:
    name_adjudicators(project, ["chief"])
    [item] = disputes(project, "chief")
    say(project, person, item, "injury")
    assert item.record_id in disputed(project)


def test_nobody_settles_what_is_no_dispute(project: Project) -> None:
    [item] = disputes(project, "cleo")
    agreed = next(name for name in answers(project) if name != item.record_id)
    say(project, "cleo", agreed, "injury", phase="adjudication")
    assert agreed in disputed(project)
