"""Votes: cast in the queue or by name, turned back to A and B, one present word per person and record."""

import pytest

from annotation.comparison.contest import Contest
from annotation.comparison.votes import cast, next_record, votes_of
from annotation.review.decisions import Decision, decide
from annotation.review.queue import ReviewQueue
from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project
from tests.fakes.contests import vote

Made = tuple[Project, Contest]


def test_a_vote_for_a_side_counts_for_the_model_whose_answer_stood_there(judging: Made) -> None:
    _, found = judging
    for name, placing in found.placings.items():
        cast(found, "ann", name, "left" if placing.left == "B" else "right")
    votes = votes_of(found)
    assert {one.said for one in votes} == {"B"}
    assert {one.side for one in votes} == {"left", "right"}
    assert len(votes) == len(found.placings)


def test_a_tie_and_two_bad_answers_are_votes_for_nobody(judging: Made) -> None:
    _, found = judging
    first, second, third = list(found.placings)[:3]
    cast(found, "ann", first, "tie")
    cast(found, "ann", second, "both bad")
    decide(found.project, "ann", [Decision("d1", third, "discarded", phase="pilot")])
    assert [(one.said, one.side) for one in votes_of(found)] == [("tie", None), ("both bad", None), ("both bad", None)]


def test_the_last_word_of_a_person_counts_and_a_taken_back_one_does_not(judging: Made) -> None:
    _, found = judging
    first, second = list(found.placings)[:2]
    for said in ("left", "right", "tie"):
        cast(found, "ann", first, said)
    cast(found, "ann", second, "left")
    decide(found.project, "ann", [Decision("d1", second, "draft")])
    assert [(one.record, one.said) for one in votes_of(found)] == [(first, "tie")]


def test_people_who_differ_settle_nothing(teaching: Made) -> None:
    _, found = teaching
    vote(found, "ann", lambda _: "A")
    vote(found, "bob", lambda _: "B")
    queue = ReviewQueue(found.project)
    assert queue.pending("cleo") == []
    assert [(one.phase, one.done, one.total) for one in queue.progress()] == [("pilot", *[len(found.placings)] * 2)]


def test_each_record_is_shown_to_as_many_people_as_it_needs(teaching: Made) -> None:
    _, found = teaching
    shown = [vote(found, name, lambda _: "tie") for name in ("ann", "bob", "cleo")]
    assert shown == [len(found.placings), len(found.placings), 0]


def test_the_next_record_goes_to_whoever_has_not_voted_on_it(judging: Made) -> None:
    _, found = judging
    item = next_record(found, "ann")
    assert item is not None
    cast(found, "ann", item.record_id[:8], "tie")
    following = next_record(found, "ann")
    assert following is not None
    assert following.record_id != item.record_id
    vote(found, "ann", lambda _: "B")
    assert next_record(found, "ann") is None


@pytest.mark.parametrize(
    ("record", "better", "reason"),
    [("zz", "left", "no record"), ("", "left", "no record"), ("", "A", "a vote is one of")],
)
def test_a_vote_that_is_none_is_refused(judging: Made, record: str, better: str, reason: str) -> None:
    with pytest.raises(VerilodeError, match=reason):
        cast(judging[1], "ann", record, better)
