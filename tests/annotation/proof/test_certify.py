"""Certificates as issued: terms from the recipe, planted errors, looks, people's own slips, and what is stored."""

from pathlib import Path

import pytest

from annotation.certificate.by_stratum import StrataCertificate
from annotation.certify import certify
from annotation.proof.evidence import evidence
from annotation.review.golden import golden_from_meta
from annotation.review.simulated import Reviewer, simulate_review
from annotation.sampling.draw import AUDIT, PILOT, sample_audit, sample_pilot
from annotation.suggest import suggest
from pipelines.core.errors import VerilodeError
from pipelines.store.labels import accepted, certify_commit, labels
from pipelines.store.project import Project
from pipelines.store.tables import Counts
from tests.fakes.projects import RECIPE, diagnoses, make_project


def issued(project: Project) -> dict:
    commit = certify_commit(project)
    assert commit is not None
    return commit.extra["certificate"]


def test_what_is_accepted_was_neither_audited_nor_below_the_line(audited: Project) -> None:
    report, found = certify(audited), evidence(audited)
    taken, place = accepted(audited), {name: i for i, name in enumerate(found.names)}
    assert len(taken) == report.certificate.accepted > 0
    assert all(place[name] < report.certificate.cut and not found.audited[place[name]] for name in taken)


def test_the_certificate_names_its_population(audited: Project) -> None:
    certify(audited)
    assert len(issued(audited)["population_root"]) == 64


def test_issuing_twice_stores_it_once(audited: Project) -> None:
    certify(audited)
    certify(audited)
    assert len(audited.tables.commits("certify")) == 1


def test_a_strict_promise_is_about_the_accepted(audited: Project) -> None:
    report = certify(audited, epsilon=0.2, strictly=True)
    assert report.certificate.promise == "accepted"
    assert report.certificate.max_wrong <= 0.2 * report.certificate.accepted


def test_a_label_of_its_own_gets_a_line_of_its_own(audited: Project) -> None:
    report = certify(audited, epsilon=0.2, strata=["eye"])
    assert isinstance(report.certificate, StrataCertificate)
    assert list(report.certificate.lines) == ["eye"]
    assert len(accepted(audited)) == report.certificate.accepted
    assert issued(audited)["accepted"] == report.certificate.accepted
    assert report.sentences[0].splitlines()[1].startswith("eye: ")


def test_an_unknown_label_cannot_be_promised(audited: Project) -> None:
    with pytest.raises(VerilodeError, match="nose"):
        certify(audited, strata=["nose"])


def test_two_people_s_agreement_stands_in_the_certificate(twice: Project) -> None:
    report = certify(twice)
    assert "The audit was done by ann and ben, who agreed on" in report.sentences[0]


def test_slips_found_by_a_second_person_are_added(twice: Project) -> None:
    report = certify(twice)
    assert report.total is not None
    assert report.total.slipped > 0
    assert report.total.max_wrong == report.total.labeler_wrong + report.total.people_wrong
    assert report.total.delta == pytest.approx(0.06)


def test_half_the_risk_for_each_of_two_planned_looks(tmp_path: Path) -> None:
    project = make_project(tmp_path, diagnoses(400), RECIPE.replace("pilot: 30,", "pilot: 30, looks: [0.3, 0.4],"))
    sample_pilot(project, 60)
    simulate_review(project, error_rate=0.0)
    suggest(project)
    sample_audit(project, rate=0.3)
    simulate_review(project, error_rate=0.0)
    report = certify(project)
    assert (report.certificate.delta, report.look, report.looks) == (0.025, 1, 2)


def test_planted_errors_tell_how_much_people_overlook(tmp_path: Path) -> None:
    hard = [{**row, "text": f"case {i}"} if i % 4 == 0 else row for i, row in enumerate(diagnoses(900))]
    project = make_project(tmp_path, hard, RECIPE + "suggest: {labeler: local, options: {use_given: false}}\n")
    golden_from_meta(project, "truth", share=0.3)
    sample_pilot(project, 150)
    simulate_review(project, error_rate=0.0, phases=[PILOT])
    suggest(project)
    sample_audit(project, rate=0.3, seeds=50)
    simulate_review(project, phases=[AUDIT], reviewers=[Reviewer("ann", 0.0, carelessness=0.3)])
    report = certify(project)
    assert report.certificate.seeds_planted >= 30
    assert report.certificate.seeds_overlooked / report.certificate.seeds_planted == pytest.approx(0.3, abs=0.2)
    assert report.certificate.miss_rate > 0.3
    assert report.reviewers[0].name == "ann"


def test_the_answers_of_somebody_locked_out_are_as_not_given(twice: Project) -> None:
    agreed, first = evidence(twice), evidence(twice, without={"ben"})
    assert first.audited.sum() >= first.answered.sum() > agreed.answered.sum()
    assert evidence(twice, without={"ann", "ben"}).answered.sum() == 0


def test_a_text_that_changed_since_is_not_covered(audited: Project) -> None:
    certify(audited)
    name = next(iter(accepted(audited)))
    edit = {"record_id": name, "text": "another text", "response": "eye"}
    with audited.tables.begin("rewrite") as writer:
        writer.write("edits", [edit])
        writer.counts = Counts(1, 1, 0, 0)
    step = audited.tables.commits("rewrite")[-1].id
    with audited.tables.begin("plan") as writer:
        writer.extra["steps"] = [step]
        writer.counts = Counts(0, 0, 0, 0)
    states = {record.record_id: label.state for record, label in labels(audited)}
    assert states[name] == "suggested"
    assert set(states.values()) >= {"auto-accepted", "verified"}
