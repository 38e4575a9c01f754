"""The queue: who is shown which record, what is on the item, and what a person must not see."""

import time
from dataclasses import fields
from pathlib import Path
from statistics import median

import pytest

from annotation.review.decisions import Decision, decide
from annotation.review.item import Item
from annotation.review.queue import ReviewQueue
from annotation.sampling.draw import sample_audit, sample_pilot
from pipelines.store.project import Project
from tests.fakes.projects import make_project
from tests.fakes.review import pending, put_certificate, put_suggestions, review_project, say, shown, truths


def audited(folder: Path, verify: str = "pilot: 30", n: int = 60) -> Project:
    """Every record has a right suggestion, and every one is in the audit."""
    project = review_project(folder, n, verify)
    put_suggestions(project, truths(project))
    sample_audit(project, rate=1.0)
    return project


def done(project: Project) -> dict[str, tuple[int, int]]:
    return {phase.phase: (phase.done, phase.total) for phase in ReviewQueue(project).progress()}


def test_an_audit_item_tells_nothing_of_the_model_the_source_or_other_people(tmp_path: Path) -> None:
    project = audited(tmp_path, "overlap: 2, overlap_share: 1.0")
    [item] = shown(project, "ann", 1)
    say(project, "bob", item, "eye")
    [item] = shown(project, "ann", 1)
    assert (item.phase, item.blind, item.suggestion, item.proposal, item.answers) == ("audit", True, None, None, ())
    assert (item.question.given, item.version) == (None, 0)
    assert item.question.text.startswith(("fracture", "cataract", "acne"))


def test_below_the_line_the_suggestion_is_shown(tmp_path: Path) -> None:
    project = review_project(tmp_path, 6)
    put_suggestions(project, truths(project))
    put_certificate(project)
    items = shown(project, "ann")
    assert [item.suggestion.value for item in items] == list(reversed(truths(project).values()))  # least certain first
    assert {(item.phase, item.blind, item.suggestion.rationale) for item in items} == {("rest", False, "words")}


@pytest.mark.parametrize("phase", ["audit", "pilot"])
def test_a_text_under_judgement_is_shown_without_anything_about_it(tmp_path: Path, phase: str) -> None:
    rows = [{"text": f"say {i}", "response": f"said {i}", "truth": f"{i}", "group": "g"} for i in range(3)]
    project = make_project(tmp_path, rows, "name: notes\ntask: {kind: generate}\n")
    if phase == "audit":
        put_suggestions(project, {name: f"model {truth}" for name, truth in truths(project).items()})
        sample_audit(project, rate=1.0)
    else:
        sample_pilot(project, 3)
    items = shown(project, "ann")
    start = {"audit": "model", "pilot": "said"}[phase]
    assert sorted(item.proposal for item in items) == [f"{start} {i}" for i in range(3)]
    assert {(item.blind, item.suggestion) for item in items} == {(True, None)}


def test_each_record_that_overlaps_is_answered_by_so_many_people_and_by_nobody_twice(tmp_path: Path) -> None:
    project = audited(tmp_path, "overlap: 2, overlap_share: 1.0", n=12)
    for item in shown(project, "ann"):
        say(project, "ann", item, "eye")
    assert pending(project, "ann") == []
    assert done(project)["audit"] == (0, 12)
    for item in shown(project, "bob"):
        say(project, "bob", item, "eye")
    assert (pending(project, "bob"), pending(project, "cy"), done(project)["audit"]) == ([], [], (12, 12))


def test_a_coin_decides_which_records_overlap(tmp_path: Path) -> None:
    project = audited(tmp_path, "overlap: 3, overlap_share: 0.25", n=400)
    for item in shown(project, "ann"):
        say(project, "ann", item, "eye")
    assert 70 < len(pending(project, "bob")) < 130


def test_a_tenth_overlaps_where_no_share_is_given(tmp_path: Path) -> None:
    project = audited(tmp_path, "overlap: 2", n=400)
    for item in shown(project, "ann"):
        say(project, "ann", item, "eye")
    assert 20 < len(pending(project, "bob")) < 65


def test_what_is_typed_comes_back_to_its_author_alone_and_counts_for_nothing(tmp_path: Path) -> None:
    project = audited(tmp_path, n=3)
    [item] = shown(project, "ann", 1)
    say(project, "ann", item, "half an ans", "draft", note="or is")
    assert {(one.record_id, one.draft, one.note_draft) for one in shown(project, "ann", 1)} == {
        (item.record_id, "half an ans", "or is")
    }
    assert done(project)["audit"] == (0, 3)
    say(project, "ann", item, "eye")
    say(project, "ann", item, None, "draft")
    assert [(one.draft, one.note_draft) for one in shown(project, "ann") if one.record_id == item.record_id] == [
        (None, None)
    ]


def test_a_decision_taken_back_is_asked_again(tmp_path: Path) -> None:
    project = audited(tmp_path, n=3)
    first = pending(project, "ann")
    say(project, "ann", first[0], "eye", phase="audit")
    assert pending(project, "ann") == first[1:]
    say(project, "ann", first[0], None, "draft")
    assert (pending(project, "ann"), done(project)["audit"]) == (first, (0, 3))


def test_what_is_taken_back_after_many_others_has_its_old_place(tmp_path: Path) -> None:
    project = audited(tmp_path, n=700)
    first, *others = pending(project, "ann")
    answers = [Decision(f"a{name}", name, "submitted", "eye", phase="audit") for name in (first, *others[:600])]
    decide(project, "ann", answers)
    assert pending(project, "ann") == others[600:]
    say(project, "ann", first, None, "draft")
    assert pending(project, "ann") == [first, *others[600:]]


def test_a_queue_that_was_looked_at_before_sees_what_happened_since(tmp_path: Path) -> None:
    project = audited(tmp_path, n=3)
    queue = ReviewQueue(project)
    [first, *others] = [name for name, _ in queue.pending("ann")]
    say(project, "bob", first, "eye")
    assert [name for name, _ in queue.pending("ann")] == others


def test_items_of_one_phase_differ_in_nothing_but_what_they_are_about(tmp_path: Path) -> None:
    items = shown(audited(tmp_path, n=12), "ann")
    about = {"record_id", "question", "source"}
    same = [tuple(getattr(item, f.name) for f in fields(Item) if f.name not in about) for item in items]
    assert len(set(same)) == 1


def test_a_decision_costs_the_same_whatever_the_length_of_the_queue(tmp_path: Path) -> None:
    few, many = (audited(tmp_path / str(n), n=n) for n in (100, 4000))
    assert _seconds(many) < 3 * _seconds(few)


def _seconds(project: Project) -> float:
    """Processor time of showing twenty records and taking one answer, the usual of several times."""
    found = []
    for _ in range(15):
        start = time.process_time()
        say(project, "ann", shown(project, "ann", 20)[0], "eye")
        found.append(time.process_time() - start)
    return median(found)
