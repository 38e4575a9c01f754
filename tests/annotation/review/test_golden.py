"""The golden set: fixed by experts, checked by kind, never asked about unless planted."""

from pathlib import Path

import pytest

from annotation.review.golden import (
    Fixed,
    GoldenReport,
    golden_answers,
    golden_from_answers,
    golden_from_meta,
    set_golden,
    standing_golden,
    unset_golden,
)
from annotation.sampling.draw import sample_audit, sample_pilot
from pipelines.core.errors import VerilodeError
from pipelines.store.labels import golden
from pipelines.store.project import Project
from tests.fakes.projects import make_project
from tests.fakes.review import pending, put_suggestions, review_project, say, shown, truths


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return review_project(tmp_path, 40)


def first(project: Project) -> str:
    return next(iter(truths(project)))


def test_the_newest_word_counts_and_the_same_word_twice_is_one_event(project: Project) -> None:
    name = first(project)
    reports = [set_golden(project, [Fixed(name, value, "sure")]) for value in ("eye", "eye", "skin")]
    assert reports == [GoldenReport(1, 0, 1), GoldenReport(0, 1, 1), GoldenReport(1, 0, 1)]
    assert [(one.value, one.note, one.actor) for one in golden(project).values()] == [("skin", "sure", "expert")]


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [("elsewhere", "eye", "record 'elsewhere' is not known"), (None, "nose", "'nose' is not one of the 3 labels")],
)
def test_one_bad_answer_stores_none(project: Project, name: str | None, value: str, reason: str) -> None:
    bad = Fixed(name or first(project), value)
    with pytest.raises(VerilodeError, match=reason):
        set_golden(project, [Fixed(first(project), "eye"), bad])
    assert golden(project) == {}


def test_a_file_may_write_several_labels_its_own_way(tmp_path: Path) -> None:
    rows = [{"text": "one", "response": "", "truth": "", "group": ""}]
    project = make_project(tmp_path, rows, "name: many\ntask: {kind: multilabel, labels: [a, b, c]}\n")
    [name] = project.tables.read("records")["record_id"].to_pylist()
    for value in ("c; a", ["c", "a"], '["c","a"]'):
        set_golden(project, [Fixed(name, value)])
        assert golden(project)[name].value == '["a","c"]'


def test_a_golden_record_is_asked_about_no_more(project: Project) -> None:
    sample_pilot(project, 40)
    set_golden(project, [Fixed(first(project), "eye")])
    assert (len(pending(project, "ann")), first(project) in pending(project, "ann")) == (39, False)
    unset_golden(project, [first(project)])
    assert first(project) in pending(project, "ann")


def test_taking_out_what_is_not_in_is_refused(project: Project) -> None:
    with pytest.raises(VerilodeError, match="record r9 has no golden answer"):
        unset_golden(project, ["r9"])


def test_out_and_in_again(project: Project) -> None:
    name = first(project)
    for _ in range(2):
        assert set_golden(project, [Fixed(name, "eye")]).stored == 1
        assert unset_golden(project, [name]) == GoldenReport(1, 0, 0)


def test_what_a_person_or_an_adjudicator_said_can_be_fixed(project: Project) -> None:
    one, other, third, *_ = truths(project)
    say(project, "chief", one, "eye")
    say(project, "ann", other, "skin", phase="pilot")
    say(project, "ann", third, None, "discarded")
    with pytest.raises(VerilodeError, match="no dispute was settled yet"):
        golden_from_answers(project)
    golden_from_answers(project, "chief")
    golden_from_answers(project, "ann")
    assert {name: (said.value, said.actor) for name, said in golden(project).items()} == {
        one: ("eye", "chief"),
        other: ("skin", "ann"),
    }


def test_a_share_of_what_the_source_knows(project: Project) -> None:
    with pytest.raises(VerilodeError, match="no record has an answer of this kind in meta.nothing"):
        golden_from_meta(project, "nothing")
    with pytest.raises(VerilodeError, match="the share must be above 0"):
        golden_from_meta(project, "truth", 5)
    few = golden_from_meta(project, "truth", 0.3)
    assert 4 < few.total < 22
    assert golden_from_meta(project, "truth") == GoldenReport(40 - few.total, few.total, 40)
    known = truths(project)
    assert all(said.value == known[record.record_id] for record, said in standing_golden(project))


def test_golden_answers_bring_no_version_that_would_tell_them_apart(project: Project) -> None:
    set_golden(project, [Fixed(first(project), "eye")])
    assert project.events.versions([first(project)]) == {}


def test_peoples_answers_can_be_held_against_the_truth(project: Project) -> None:
    name = first(project)
    say(project, "ann", name, "skin", phase="pilot")
    say(project, "chief", name, "eye")
    golden_from_answers(project, "chief")
    assert [(one.actor, one.value, one.truth) for one in golden_answers(project)] == [("ann", "skin", "eye")]


def test_a_stated_share_of_the_pilot_is_of_known_truth(tmp_path: Path) -> None:
    project = review_project(tmp_path, 100, "golden_share: 0.2")
    golden_from_meta(project, "truth", 0.5)
    report = sample_pilot(project, 20)
    fixed = golden(project)
    items = shown(project, "ann")
    assert (report.drawn, report.planted) == (20, 4)
    assert sum(item.record_id in fixed for item in items) == 4
    assert len({(item.phase, item.blind, item.version, item.suggestion) for item in items}) == 1


def test_records_of_known_truth_are_no_part_of_the_audited_population(project: Project) -> None:
    golden_from_meta(project, "truth", 0.5)
    put_suggestions(project, truths(project))
    assert sample_audit(project, rate=1.0).population == 40 - len(golden(project))
