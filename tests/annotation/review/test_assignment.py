"""Assignment: people see their own share of a phase, evenly, and keep it when others come."""

from collections import Counter
from pathlib import Path

import pytest

from annotation.review.assignment import Assignment, assign_phases, assignments, first_in_line, in_line
from annotation.sampling.draw import sample_audit, sample_pilot
from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project
from tests.fakes.review import pending, put_suggestions, review_project, say, shown, truths


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """An audit of sixty records."""
    project = review_project(tmp_path)
    put_suggestions(project, truths(project))
    sample_audit(project, rate=1.0)
    return project


def test_everybody_gets_a_share_and_no_two_the_same(project: Project) -> None:
    assign_phases(project, ["anna", "ben", "cleo"])
    shares = [set(pending(project, name)) for name in ("anna", "ben", "cleo")]
    assert [10 <= len(share) <= 30 for share in shares] == [True] * 3
    assert (sum(map(len, shares)), len(set.union(*shares))) == (60, 60)


def test_who_is_not_assigned_sees_nothing_of_that_phase(project: Project) -> None:
    assign_phases(project, ["anna"], "audit")
    assert (len(pending(project, "anna")), pending(project, "zoe")) == (60, [])


def test_other_phases_stay_open_to_anybody(tmp_path: Path) -> None:
    project = review_project(tmp_path)
    sample_pilot(project, 30)
    assign_phases(project, ["anna"], "audit")
    assert len(pending(project, "zoe")) == 30


def test_who_comes_takes_from_everybody_and_moves_nothing_else(project: Project) -> None:
    assign_phases(project, ["anna", "ben"])
    before = {name: set(pending(project, name)) for name in ("anna", "ben")}
    assign_phases(project, ["anna", "ben", "cleo"])
    after = {name: set(pending(project, name)) for name in ("anna", "ben")}
    assert all(after[name] < before[name] for name in before)


def test_several_answers_come_from_different_people(project: Project) -> None:
    project.recipe.verify["overlap_share"] = 1.0  # type: ignore[index] - the recipe's file says so in other projects
    assign_phases(project, ["anna", "ben", "cleo"], "audit", overlap=2)
    seen = Counter(name for person in ("anna", "ben", "cleo") for name in pending(project, person))
    assert set(seen.values()) == {2}


def test_a_skipped_record_goes_to_the_next_in_line(project: Project) -> None:
    assign_phases(project, ["anna", "ben"])
    [item] = shown(project, "anna", 1)
    assert item.record_id not in pending(project, "ben")
    say(project, "anna", item, None, "skipped")
    assert item.record_id not in pending(project, "anna")
    assert item.record_id in pending(project, "ben")


def test_nobody_named_means_anybody_again(project: Project) -> None:
    assign_phases(project, ["anna"])
    assign_phases(project, [])
    assert len(pending(project, "zoe")) == 60


def test_saying_it_twice_is_one_event_and_changing_it_back_is_three(project: Project) -> None:
    for people in (["anna"], ["anna"], ["ben"], ["anna"]):
        assign_phases(project, people, "audit")
    assert len(list(project.events.events("queue.assigned"))) == 3
    assert assignments(project) == {"audit": Assignment(("anna",))}


@pytest.mark.parametrize(
    ("people", "phase", "overlap", "reason"),
    [
        (["anna"], "exam", None, "unknown phase 'exam'"),
        (["anna", " "], None, None, "a person's name is empty"),
        (["anna"], "audit", 2, "2 answers to a record need as many people"),
        ([], "audit", 0, "0 answers to a record"),
    ],
)
def test_a_wrong_assignment_is_refused(
    project: Project, people: list[str], phase: str | None, overlap: int | None, reason: str
) -> None:
    with pytest.raises(VerilodeError, match=reason):
        assign_phases(project, people, phase, overlap)
    assert assignments(project) == {}


def test_the_line_is_passed_on_in_order() -> None:
    line = in_line("r1", ["anna", "ben", "cleo"])
    assert sorted(line) == ["anna", "ben", "cleo"]
    assert first_in_line(line, {line[0]}, 1) == (line[1],)
    assert first_in_line(line, set(line), 1) == ()
