"""Simulated reviewers: stated faults, every kind of task, several people, and an adjudicator."""

from pathlib import Path

import pytest

from annotation.review.assignment import assign_phases, name_adjudicators
from annotation.review.golden import golden_from_meta
from annotation.review.queue import ReviewQueue
from annotation.review.seeds import seed_answers
from annotation.review.simulated import ACTOR, Reviewer, simulate_review
from annotation.sampling.draw import sample_audit, sample_pilot
from pipelines.core.errors import VerilodeError
from pipelines.kinds import KINDS
from pipelines.run.ingest import ingest
from pipelines.sources import ColumnMapping
from pipelines.store.labels import annotations, answers, disputed
from pipelines.store.project import Project
from tests.fakes.review import pending, put_suggestions, review_project, truths, wrong

TRUTHS = {
    "classify": ("a", "a"),
    "multilabel": ("b; a", '["a","b"]'),
    "spans": ('[{"start":0,"end":4,"label":"a"}]', '[{"end":4,"label":"a","start":0}]'),
    "generate": ("A better answer.", "A better answer."),
    "edit": (
        '{"system":"","instruction":"Say it.","response":"Said."}',
        '{"instruction":"Say it.","response":"Said.","system":""}',
    ),
    "preference": ("second", "second"),
    "rank": ("[1, 0]", "[1,0]"),
    "verdict": ("acceptable", "acceptable"),
}
"""For each kind a truth as a file holds it, and in canonical form."""


def audited(folder: Path, verify: str = "pilot: 30", n: int = 60) -> Project:
    """Every suggestion is wrong, and every record is in the audit."""
    project = review_project(folder, n, verify)
    put_suggestions(project, {name: wrong(value) for name, value in truths(project).items()})
    sample_audit(project, rate=1.0)
    return project


@pytest.mark.parametrize("kind", KINDS.names())
def test_every_kind_of_task_can_be_answered(tmp_path: Path, kind: str) -> None:
    (tmp_path / "verilode.yaml").write_text(f"name: any\ntask: {{kind: {kind}, labels: [a, b]}}\n")
    row = '{"instruction": "Tell me.", "response": "Told.", "rejected": "No.", "truth": %s}\n'
    said, canonical = TRUTHS[kind]
    (tmp_path / "rows.jsonl").write_text(row % ('"' + said.replace('"', '\\"') + '"'))
    project = Project.open(tmp_path)
    mapping = {name: name for name in ("instruction", "response", "rejected")} | {"meta.truth": "truth"}
    ingest(project, [tmp_path / "rows.jsonl"], ColumnMapping.parse(mapping))
    sample_pilot(project, 1)
    assert simulate_review(project, error_rate=0.0).answered == 1
    assert [(one.actor, one.value, one.seconds) for one in annotations(project)] == [(ACTOR, canonical, None)]


def test_the_careless_take_over_the_machines_errors_as_often_as_stated(tmp_path: Path) -> None:
    project = audited(tmp_path, n=200)
    report = simulate_review(project, reviewers=[Reviewer(error_rate=0.0, carelessness=0.3)])
    assert 35 < report.careless < 85
    known = truths(project)
    adopted = [one for one in annotations(project) if one.value == wrong(known[one.record_id])]
    assert (len(adopted), report.wrong) == (report.careless, report.careless)


def test_carelessness_shows_on_seeds(tmp_path: Path) -> None:
    project = review_project(tmp_path, 80)
    golden_from_meta(project, "truth", 0.5)
    put_suggestions(project, {name: wrong(value) for name, value in truths(project).items()})
    sample_audit(project, rate=0.5, seeds=20)
    simulate_review(project, reviewers=[Reviewer("anna", 0.0, carelessness=1.0)])
    assert [one.noticed for one in seed_answers(project)] == [False] * 20


def test_several_people_divide_the_work_and_overlap_as_planned(tmp_path: Path) -> None:
    project = audited(tmp_path, "overlap: 2, overlap_share: 1.0")
    report = simulate_review(project, reviewers=[Reviewer(name, 0.0) for name in ("anna", "ben", "cleo")])
    by_person = dict.fromkeys(("anna", "ben", "cleo"), 0)
    for one in annotations(project):
        by_person[one.actor] += 1
    assert report.answered == 120
    assert all(25 < number < 55 for number in by_person.values())
    assert len(answers(project)) == 60


def test_an_adjudicator_settles_what_they_disagree_on(tmp_path: Path) -> None:
    project = audited(tmp_path, "overlap: 2, overlap_share: 1.0")
    name_adjudicators(project, ["chief"])
    people = [Reviewer("anna", 0.3), Reviewer("ben", 0.3), Reviewer("chief", 0.0, phases=("adjudication",))]
    report = simulate_review(project, reviewers=people)
    settled = [one for one in annotations(project) if one.phase == "adjudication"]
    known = truths(project)
    assert len(settled) > 5
    assert {one.actor for one in settled} == {"chief"}
    assert all(one.value == known[one.record_id] for one in settled)
    assert (disputed(project), report.answered) == ({}, 120 + len(settled))


def test_assigned_people_keep_to_their_share(tmp_path: Path) -> None:
    project = audited(tmp_path)
    assign_phases(project, ["anna", "ben"])
    share = pending(project, "ben")
    simulate_review(project, reviewers=[Reviewer("ben", 0.0), Reviewer("zoe", 0.0)])
    assert sorted(one.record_id for one in annotations(project)) == sorted(share)


def test_working_time_is_claimed_only_where_asked_for(tmp_path: Path) -> None:
    project = audited(tmp_path, n=200)
    simulate_review(project, reviewers=[Reviewer("anna", 0.0, seconds=8.0)])
    seconds = sorted(one.seconds for one in annotations(project))
    assert 6.5 < seconds[100] < 10
    assert seconds[0] > 0.5


def test_a_recipe_may_name_the_reviewers(tmp_path: Path) -> None:
    project = audited(tmp_path, n=6)
    simulate_review(project, reviewers=[{"name": "anna", "phases": ["audit"]}])
    assert {one.actor for one in annotations(project)} == {"anna"}
    with pytest.raises(VerilodeError, match="a simulated reviewer has name, error_rate"):
        simulate_review(project, reviewers=[{"nam": "anna"}])


def test_a_record_without_a_truth_is_refused(tmp_path: Path) -> None:
    project = audited(tmp_path, n=3)
    with pytest.raises(VerilodeError, match="has no known truth"):
        simulate_review(project, truth="nothing")
    assert ReviewQueue(project).progress()[0].done == 0
