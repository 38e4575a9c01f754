"""From suggestions to a certificate: who is asked what, in which order, and what stands at the end."""

from collections import Counter
from pathlib import Path

import pytest

from annotation.certify import certify
from annotation.review.assignment import name_adjudicators
from annotation.review.decisions import Decision, decide
from annotation.review.golden import golden_from_meta
from annotation.review.queue import ReviewQueue
from annotation.review.seeds import seed_answers
from annotation.review.simulated import ACTOR, Reviewer, simulate_review
from annotation.sampling.draw import sample_audit, sample_pilot, top_up_audit
from annotation.suggest import suggest
from pipelines.core.errors import VerilodeError
from pipelines.store.labels import accepted, annotations, golden, labels
from pipelines.store.project import Project
from tests.fakes.projects import RECIPE, diagnoses, make_project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_project(tmp_path, diagnoses(400))


@pytest.fixture
def piloted(project: Project) -> Project:
    sample_pilot(project, 60)
    simulate_review(project, error_rate=0.0)
    return project


@pytest.fixture
def audited(piloted: Project) -> Project:
    suggest(piloted)
    sample_audit(piloted, rate=0.3)
    return piloted


def states(project: Project) -> Counter[str]:
    return Counter(label.state for _, label in labels(project))


def test_the_pilot_has_its_share_of_every_label(project: Project) -> None:
    report = sample_pilot(project, 60)
    chosen = {name for name, _ in ReviewQueue(project).pending("ann")}
    given = Counter(record.answer for record, _ in labels(project) if record.record_id in chosen)
    assert report.drawn == sum(given.values())
    assert all(18 <= n <= 22 for n in given.values())


def test_the_same_seed_draws_the_same_pilot(project: Project) -> None:
    sample_pilot(project, 60, seed=1)
    first = ReviewQueue(project).pending("ann")
    sample_pilot(project, 60, seed=1)
    assert ReviewQueue(project).pending("ann") == first


def test_blind_items_carry_no_suggestion(audited: Project) -> None:
    items = ReviewQueue(audited).next("ann", 5)
    assert [(item.phase, item.blind, item.suggestion) for item in items] == [("audit", True, None)] * 5


def test_an_audit_without_suggestions_is_refused(piloted: Project) -> None:
    with pytest.raises(VerilodeError, match="run verilode suggest first"):
        sample_audit(piloted)


def test_new_suggestions_need_a_new_audit(audited: Project) -> None:
    simulate_review(audited, error_rate=0.0, phases=["audit"])
    suggest(audited)
    with pytest.raises(VerilodeError, match="no audit yet"):
        certify(audited)


def test_suggesting_again_without_new_answers_is_not_paid_twice(piloted: Project) -> None:
    assert suggest(piloted).reused is False
    assert suggest(piloted).reused is True


def test_only_unanswered_records_are_asked_about(piloted: Project) -> None:
    answered = sum(state in ("verified", "corrected") for _, state in ((r, lb.state) for r, lb in labels(piloted)))
    assert suggest(piloted).asked == 400 - answered


def test_with_half_the_audit_answered_nothing_below_the_gap_is_accepted(audited: Project) -> None:
    report = certify(audited)
    assert report.unanswered_audits == report.certificate.audited
    assert len(accepted(audited)) < 20


def test_the_certificate_covers_what_it_says_and_people_get_the_rest(audited: Project) -> None:
    simulate_review(audited, error_rate=0.0, phases=["audit"])
    report = certify(audited)
    covered = accepted(audited)
    rest = [name for name, phase in ReviewQueue(audited).pending("ann") if phase == "rest"]
    assert report.certificate.certified
    assert len(covered) == report.certificate.accepted
    assert len(covered) + len(rest) + report.certificate.audited == report.certificate.population + _valueless(audited)
    assert not set(covered) & set(rest)


def _valueless(project: Project) -> int:
    table = project.tables.read("suggestions", project.tables.commits("suggest")[-1:])
    return table["value"].null_count


def test_wrong_labels_left_stay_within_the_promise(audited: Project) -> None:
    simulate_review(audited, error_rate=0.0)
    report = certify(audited)
    simulate_review(audited, error_rate=0.0)
    wrong = [record for record, label in labels(audited) if label.value != record.meta["truth"]]
    assert len(wrong) <= report.certificate.max_wrong
    assert states(audited)["suggested"] == 0


def test_each_issue_of_a_certificate_is_an_event(audited: Project) -> None:
    simulate_review(audited, error_rate=0.0, phases=["audit"])
    certify(audited)
    certify(audited)
    (event,) = audited.events.events("certificate.issued")
    assert event.payload["certificate"]["population"] == certify(audited).certificate.population


def test_a_person_can_correct_reject_skip_and_take_back(project: Project) -> None:
    first, second, third, fourth = (record.record_id for record, _ in list(labels(project))[:4])
    decide(
        project,
        "ann",
        [
            Decision("d1", first, "submitted", "skin"),
            Decision("d2", second, "discarded"),
            Decision("d3", third, "skipped"),
            Decision("d4", fourth, "submitted", "eye"),
            Decision("d5", fourth, "draft"),
        ],
    )
    by_id = {record.record_id: label for record, label in labels(project)}
    found = [(by_id[name].state, by_id[name].value, by_id[name].by) for name in (first, second)]
    assert found == [("corrected", "skin", "ann"), ("rejected", None, "ann")]
    assert [by_id[name].state for name in (third, fourth)] == ["unlabelled", "unlabelled"]


def test_an_answer_outside_the_label_set_stores_nothing(project: Project) -> None:
    first, second = (record.record_id for record, _ in list(labels(project))[:2])
    decisions = [Decision("d1", first, "submitted", "eye"), Decision("d2", second, "submitted", "nonsense")]
    with pytest.raises(VerilodeError, match="'nonsense' is not one of the 3 labels"):
        decide(project, "ann", decisions)
    assert list(project.events.events()) == []


def test_two_reviewers_are_shown_different_records(audited: Project) -> None:
    ann = {item.record_id for item in ReviewQueue(audited).next("ann", 10)}
    bob = {item.record_id for item in ReviewQueue(audited).next("bob", 10)}
    assert (len(ann), len(bob), ann & bob) == (10, 10, set())


def test_a_skipped_record_goes_to_somebody_else(audited: Project) -> None:
    item = ReviewQueue(audited).next("ann", 1)[0]
    decide(audited, "ann", [Decision("d1", item.record_id, "skipped")])
    assert item.record_id not in dict(ReviewQueue(audited).pending("ann"))
    assert item.record_id in dict(ReviewQueue(audited).pending("bob"))


def test_the_simulated_reviewer_is_named_and_claims_no_working_time(piloted: Project) -> None:
    answers = annotations(piloted)
    assert {(a.actor, a.seconds, a.blind) for a in answers} == {(ACTOR, None, True)}


def test_the_simulated_reviewer_errs_as_often_as_it_says(project: Project) -> None:
    sample_pilot(project, 400)
    report = simulate_review(project, error_rate=0.1)
    assert (report.answered, 25 <= report.wrong <= 55) == (400, True)


def test_drawing_the_audit_again_until_it_pleases_is_refused(audited: Project) -> None:
    assert sample_audit(audited, rate=0.3).drawn == sample_audit(audited, rate=0.3).drawn
    with pytest.raises(VerilodeError, match="being audited already"):
        sample_audit(audited, rate=0.3, seed=1)


def test_the_same_records_in_another_folder_are_audited_alike(tmp_path: Path) -> None:
    def drawn(folder: Path) -> list[tuple[str, str]]:
        project = make_project(folder, diagnoses(120))
        sample_pilot(project, 30)
        simulate_review(project, error_rate=0.0)
        suggest(project)
        sample_audit(project, rate=0.3)
        return ReviewQueue(project).pending("ann")

    assert drawn(tmp_path / "one") == drawn(tmp_path / "two") != []


def test_an_audit_answer_given_beside_a_suggestion_is_not_trusted(audited: Project) -> None:
    simulate_review(audited, error_rate=0.0, phases=["audit"])
    blind = certify(audited).certificate
    top = audited.tables.read("batches", audited.tables.commits("sample-audit"))["record_id"].to_pylist()[0]
    said = {a.record_id: a.value for a in annotations(audited)}[top]
    decide(audited, "ann", [Decision("late", top, "submitted", said, blind=False)])
    seen = certify(audited).certificate
    assert seen.errors_found == blind.errors_found + 1
    assert seen.accepted <= blind.accepted


def test_seeds_overlap_and_an_adjudicator_from_end_to_end(tmp_path: Path) -> None:
    verify = "{pilot: 30, overlap: 2, overlap_share: 0.5, seeds: 20, golden_share: 0.1, looks: [0.3, 0.5]}"
    recipe = RECIPE.replace("{pilot: 30, simulated: {truth: truth, error_rate: 0.0}}", verify)
    project = make_project(tmp_path, diagnoses(600), recipe)
    golden_from_meta(project, "truth", 0.2)
    name_adjudicators(project, ["chief"])
    people = [Reviewer("ann", 0.03, 0.1), Reviewer("bob", 0.03, 0.1), Reviewer("chief", 0.0, phases=("adjudication",))]
    sample_pilot(project, 60)
    simulate_review(project, reviewers=people)
    suggest(project)
    sample_audit(project, rate=0.3)
    simulate_review(project, reviewers=people)
    top_up_audit(project)
    simulate_review(project, reviewers=people)
    report = certify(project, epsilon=0.3)  # few planted errors bound what people overlook only loosely
    simulate_review(project, reviewers=people)
    fixed, planted = golden(project), seed_answers(project)
    assert {one.phase for one in planted} == {"audit", "rest"}
    assert {one.record_id for one in planted} < set(fixed)
    assert (report.unanswered_audits, report.look, report.looks) == (0, 2, 2)
    assert all(phase.done == phase.total for phase in ReviewQueue(project).progress())
    assert states(project)["suggested"] == states(project)["disputed"] == 0
    truth = {record.record_id: record.meta["truth"] for record, _ in labels(project)}
    wrong = [name for name, value in accepted(project).items() if value != truth[name]]
    assert len(accepted(project)) > 0
    assert len(wrong) <= report.certificate.max_wrong
