"""A second look: blind, by whoever may, answered before or not, and what comes of it."""

from pathlib import Path

import pytest

from annotation.review.queue import ReviewQueue
from annotation.sampling.draw import sample_pilot
from annotation.sampling.recheck import draw_recheck, second_look
from pipelines.core.errors import VerilodeError
from pipelines.store.labels import labels
from pipelines.store.project import Project
from tests.fakes.review import pending, review_project, say, shown, truths, wrong

REASON = "the model answers otherwise"


@pytest.fixture
def answered(tmp_path: Path) -> Project:
    """Twelve records that ann answered, the first two wrongly."""
    project = review_project(tmp_path, 12)
    sample_pilot(project, 12)
    truth = truths(project)
    mistaken = list(truth)[:2]
    for name, right in truth.items():
        say(project, "ann", name, wrong(right) if name in mistaken else right, phase="pilot", blind=True)
    return project


def draw(project: Project, number: int = 4) -> list[str]:
    names = list(truths(project))[:number]
    draw_recheck(project, "run1", [(name, REASON) for name in names], number)
    return names


def test_it_is_asked_first_blind_and_without_a_reason(answered: Project) -> None:
    names = draw(answered)
    items = shown(answered, "bob")
    assert sorted(item.record_id for item in items) == sorted(names)
    for item in items:
        assert (item.phase, item.blind, item.suggestion, item.question.given) == ("recheck", True, None, None)
    assert REASON not in str(items)


def test_whoever_answered_before_may_look_again_and_so_may_others(answered: Project) -> None:
    names = draw(answered)
    assert sorted(pending(answered, "ann")) == sorted(names)
    for item in shown(answered, "ann"):
        say(answered, "ann", item, truths(answered)[item.record_id])
    assert pending(answered, "ann") == pending(answered, "bob") == []


def test_corrected_labels_stand_at_once_and_the_report_says_what_changed(answered: Project) -> None:
    names = draw(answered)
    found = second_look(answered)
    assert found is not None
    assert (found.drawn, found.answered, found.looked) == (4, 0, ())
    truth = truths(answered)
    for item in shown(answered, "ann"):
        say(answered, "ann", item, truth[item.record_id])
    found = second_look(answered)
    assert found is not None
    assert (found.answered, found.changed, found.confirmed, found.disputed) == (4, 2, 2, 0)
    changed = {one.record_id: (one.before, one.now, one.reason) for one in found.looked if one.changed}
    assert changed == {name: (wrong(truth[name]), truth[name], REASON) for name in names[:2]}
    now = {record.record_id: label.value for record, label in labels(answered)}
    assert {name: now[name] for name in names} == {name: truth[name] for name in names}


def test_a_second_person_who_differs_makes_a_dispute(answered: Project) -> None:
    names = draw(answered, 2)
    for item in shown(answered, "bob"):
        say(answered, "bob", item, truths(answered)[item.record_id])
    found = second_look(answered)
    assert found is not None
    assert (found.changed, found.disputed) == (0, 2)
    assert [item.phase for item in shown(answered, "cleo")] == ["adjudication"] * 2
    for item in shown(answered, "cleo"):
        say(answered, "cleo", item, truths(answered)[item.record_id])
    assert pending(answered, "dan") == []
    found = second_look(answered)
    assert found is not None
    assert (found.changed, {one.record_id for one in found.looked}) == (2, set(names))


def test_progress_counts_the_second_look_and_takes_it_out_of_the_pilot(answered: Project) -> None:
    draw(answered)
    assert [(one.phase, one.done, one.total) for one in ReviewQueue(answered).progress()] == [
        ("recheck", 0, 4),
        ("pilot", 8, 8),
    ]


def test_only_the_newest_second_look_is_asked(answered: Project) -> None:
    draw(answered)
    names = draw(answered, 1)
    assert pending(answered, "bob") == names


def test_records_whose_truth_is_settled_are_left_out(answered: Project) -> None:
    names = draw(answered, 2)
    for item in shown(answered, "bob"):
        say(answered, "bob", item, truths(answered)[item.record_id])
    for item in shown(answered, "cleo"):
        say(answered, "cleo", item, truths(answered)[item.record_id])
    with pytest.raises(VerilodeError, match="their labels are settled"):
        draw_recheck(answered, "run2", [(name, REASON) for name in names], 2)
    commit = draw_recheck(
        answered, "run2", [(name, REASON) for name in [*names, "gone", *list(truths(answered))[2:4]]], 2
    )
    assert commit.extra["left_out"] == {"adjudicated": 2, "no longer there": 1}
    assert sorted(pending(answered, "bob")) == sorted(list(truths(answered))[2:4])
