"""Planted errors: records of known truth that nobody can tell from the others, and what people did with them."""

from dataclasses import fields
from pathlib import Path

import pytest

from annotation.review.golden import Fixed, golden_from_answers, golden_from_meta, set_golden, unset_golden
from annotation.review.item import Item
from annotation.review.queue import ReviewQueue
from annotation.review.seeds import seed_answers
from annotation.sampling.audits import audits
from annotation.sampling.draw import sample_audit
from pipelines.store.labels import disputed, golden, labels
from pipelines.store.project import Project
from tests.fakes.review import put_certificate, put_suggestions, review_project, say, shown, truths, wrong


def half_golden(folder: Path, verify: str = "pilot: 30") -> Project:
    """Eighty records, about half of them golden; every third suggestion is wrong."""
    project = review_project(folder, 80, verify)
    golden_from_meta(project, "truth", 0.5)
    known = truths(project)
    put_suggestions(project, {name: wrong(v) if place % 3 == 0 else v for place, (name, v) in enumerate(known.items())})
    return project


@pytest.fixture
def seeded(tmp_path: Path) -> Project:
    """An audit with five seeds."""
    project = half_golden(tmp_path)
    sample_audit(project, rate=0.5, seeds=5)
    return project


@pytest.fixture
def below(tmp_path: Path) -> Project:
    """Nothing is certified, so everything is left to people; a quarter as many golden records come on top."""
    project = half_golden(tmp_path, "golden_share: 0.25")
    put_certificate(project)
    return project


def forms(items: list[Item]) -> set[tuple]:
    """What can be told from items without reading them: which fields are there, and their kinds."""
    return {
        tuple((f.name, type(getattr(item, f.name)), item.phase, item.blind, item.version) for f in fields(Item))
        + (type(item.suggestion and item.suggestion.rationale), item.suggestion and item.suggestion.cause)
        for item in items
    }


def test_seeds_stand_anywhere_in_the_audit_and_look_like_any_other_record(seeded: Project) -> None:
    planted = audits(seeded).seeds
    items = shown(seeded, "ann")
    places = [place for place, item in enumerate(items) if item.record_id in planted]
    assert (len(planted), len(places), len(forms(items))) == (5, 5, 1)
    assert places not in (list(range(5)), list(range(len(items) - 5, len(items))))


def test_a_seed_shows_the_labelers_own_error_on_a_record_of_known_truth(seeded: Project) -> None:
    known, fixed = truths(seeded), golden(seeded)
    assert all(name in fixed and value == wrong(known[name]) for name, value in audits(seeded).seeds.items())


def test_answers_to_seeds_are_told_apart_from_those_of_the_audit(seeded: Project) -> None:
    planted, known = audits(seeded).seeds, truths(seeded)
    adopted, noticed, rejected, *_ = planted
    for name, value in ((adopted, planted[adopted]), (noticed, known[noticed])):
        say(seeded, "ann", next(item for item in shown(seeded, "ann") if item.record_id == name), value)
    say(seeded, "bob", rejected, None, "discarded", phase="audit", blind=True)
    assert [(one.actor, one.record_id, one.noticed, one.blind, one.phase) for one in seed_answers(seeded)] == [
        ("ann", adopted, False, True, "audit"),
        ("ann", noticed, True, True, "audit"),
        ("bob", rejected, True, True, "audit"),
    ]
    assert {record.record_id: label.value for record, label in labels(seeded)}[adopted] == known[adopted]
    assert not set(planted) & audits(seeded).names


def test_a_seed_taken_back_is_no_answer(seeded: Project) -> None:
    [name, *_] = audits(seeded).seeds
    say(seeded, "ann", name, "eye", phase="audit", blind=True)
    say(seeded, "ann", name, None, "draft", phase="audit")
    assert seed_answers(seeded) == []


def test_nobody_is_asked_about_a_truth_he_told(tmp_path: Path) -> None:
    project = review_project(tmp_path, 20)
    known = truths(project)
    [name, *others] = known
    set_golden(project, [Fixed(name, known[name])], actor="chief")
    put_suggestions(project, {**known, name: wrong(known[name])})
    sample_audit(project, rate=0.5, seeds=3)
    assert audits(project).seeds == {name: wrong(known[name])}
    assert name in {item.record_id for item in shown(project, "ann")}
    assert name not in {item.record_id for item in shown(project, "chief")}


def test_below_the_line_planted_records_show_a_wrong_suggestion_like_any_other(below: Project) -> None:
    fixed, known = golden(below), truths(below)
    items = shown(below, "ann")
    planted = [item for item in items if item.record_id in fixed]
    assert len(planted) == round(0.25 * (80 - len(fixed)))
    assert all(item.suggestion.value != known[item.record_id] for item in planted)
    assert forms(items) == forms([item for item in items if item.record_id not in fixed])


def test_where_the_labeler_is_right_an_error_near_the_truth_is_planted(tmp_path: Path) -> None:
    project = review_project(tmp_path, 40, "golden_share: 0.2")
    golden_from_meta(project, "truth", 0.5)
    known = truths(project)
    put_suggestions(project, known)
    put_certificate(project)
    planted = [item for item in shown(project, "ann") if item.record_id in golden(project)]
    assert planted
    assert {item.suggestion.value == known[item.record_id] for item in planted} == {False}
    assert {item.suggestion.rationale for item in planted} == {"words"}


def test_answers_beside_a_planted_suggestion_say_so(below: Project) -> None:
    item = next(item for item in shown(below, "ann") if item.record_id in golden(below))
    say(below, "ann", item, item.suggestion.value)
    [found] = seed_answers(below)
    assert (found.noticed, found.blind, found.phase) == (False, False, "rest")


def test_an_answer_stays_what_it_was_when_its_truth_is_withdrawn(seeded: Project) -> None:
    planted = audits(seeded).seeds
    [name, *_] = planted
    say(seeded, "ann", name, planted[name], phase="audit", blind=True)
    unset_golden(seeded, [name])
    assert [one.noticed for one in seed_answers(seeded)] == [False]
    assert name not in {item.record_id for item in shown(seeded, "bob")}


def test_people_who_disagree_on_a_seed_are_not_in_dispute(tmp_path: Path) -> None:
    project = half_golden(tmp_path, "overlap: 2, overlap_share: 1.0")
    sample_audit(project, rate=0.5, seeds=1)
    [(name, planted)] = audits(project).seeds.items()
    for person, value in (("ann", planted), ("bob", truths(project)[name])):
        say(project, person, name, value, phase="audit", blind=True)
    assert (disputed(project), ReviewQueue(project).progress()[1:]) == ({}, [])
    assert [one.noticed for one in seed_answers(project)] == [False, True]


def test_an_experts_own_answer_is_none_to_the_seed_it_became(tmp_path: Path) -> None:
    project = review_project(tmp_path, 40)
    known = truths(project)
    [name, *_] = known
    say(project, "chief", name, known[name], phase="pilot", blind=True)
    golden_from_answers(project, "chief")
    put_suggestions(project, {**known, name: wrong(known[name])})
    sample_audit(project, rate=0.5, seeds=1)
    items = {item.record_id: item for item in shown(project, "ann")}
    assert (name in items, items[name].version) == (True, 0)
    assert name not in {item.record_id for item in shown(project, "chief")}


def test_a_decision_in_another_phase_is_no_answer_to_a_seed(seeded: Project) -> None:
    [name, *_] = audits(seeded).seeds
    say(seeded, "ann", name, "eye", phase="pilot", blind=True)
    assert seed_answers(seeded) == []
