"""Figures beside a certificate, from a small project's own answers."""

import pytest

from annotation.certify import certify
from annotation.proof.evidence import evidence
from annotation.proof.figures import agreement_of, confidence_of, people_of, rates, saving_of
from annotation.proof.projection import projection
from annotation.proof.slips import checked, seeds
from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project


def test_agreement_counts_blind_answers_to_the_same_records(twice: Project) -> None:
    found = agreement_of(twice)
    assert found.raters == ("ann", "ben")
    assert found.overlap_items == found.items > 100
    assert found.raw is not None
    assert 0.85 < found.raw.value < 0.97


def test_each_person_is_compared_with_the_others(twice: Project) -> None:
    ann, ben = people_of(twice)
    assert (ann.name, ben.name) == ("ann", "ben")
    assert ann.median_seconds is not None and ben.median_seconds is not None
    assert ann.median_seconds < ben.median_seconds


def test_one_careful_person_on_golden_records_only_has_nothing_to_check(audited: Project) -> None:
    assert checked(audited, evidence(audited).names) is None
    assert seeds(audited) == []


def test_labels_given_twice_are_the_check(twice: Project) -> None:
    found = checked(twice, evidence(twice).names)
    assert found is not None
    assert (found.golden, found.slips > 0) == (False, True)


def test_confidence_is_judged_by_the_audit(audited: Project) -> None:
    found = confidence_of(audited)
    assert found.basis == "the blind audit"
    assert found.checked == len(audited_names(audited))


def audited_names(project: Project) -> list[str]:
    from annotation.sampling.audits import audits

    drawn = audits(project)
    assert drawn is not None
    return sorted(drawn.names)


def test_a_saving_needs_measured_seconds(audited: Project) -> None:
    certify(audited)
    found = saving_of(audited)
    assert (found.enough, found.blind.records) == (False, 0)
    assert found.untouched > 0.3


def test_seconds_of_a_simulation_that_claims_them_are_counted(twice: Project) -> None:
    certify(twice)
    assert saving_of(twice).blind.records > 100


def test_prices_come_from_the_recipe(audited: Project) -> None:
    assert rates(audited) is None


def test_a_complete_audit_can_stand_in_for_a_pilot(audited: Project) -> None:
    curve = projection(audited)
    assert curve.pilot >= 100
    assert [point.epsilon for point in curve.points] == sorted(point.epsilon for point in curve.points)


def test_without_suggestions_nothing_is_projected(tmp_path) -> None:
    from tests.fakes.projects import diagnoses, make_project

    with pytest.raises(VerilodeError, match="run verilode suggest first"):
        projection(make_project(tmp_path, diagnoses(3)))
