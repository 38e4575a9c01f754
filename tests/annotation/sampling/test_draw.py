"""Draws: strata of the pilot, coins of the audit, planned looks, and what old projects hold."""

from collections import Counter
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from annotation.review.golden import golden_from_meta
from annotation.review.queue import ReviewQueue
from annotation.sampling.audits import audited_share, audits
from annotation.sampling.draw import SampleReport, sample_audit, sample_pilot, top_up_audit
from pipelines.core.errors import VerilodeError
from pipelines.store.labels import suggestions
from pipelines.store.project import Project
from tests.fakes.projects import make_project
from tests.fakes.review import pending, put_suggestions, review_project, say, truths, wrong

LOOKS = "looks: [0.2, 0.4, 0.5]"


def suggested(folder: Path, n: int = 300, verify: str = "pilot: 3") -> Project:
    project = review_project(folder, n, verify)
    put_suggestions(project, truths(project))
    return project


def test_each_record_of_a_pilot_says_which_stratum_it_stands_for(tmp_path: Path) -> None:
    project = review_project(tmp_path, 300)
    assert sample_pilot(project, 60) == SampleReport("pilot", 60, 300, 0.2)
    [commit] = project.tables.commits("sample-pilot")
    strata = Counter(project.tables.read("batches", [commit])["stratum"].to_pylist())
    found = commit.extra["strata"]
    assert set(strata) == set(found["sizes"])
    assert sum(found["sizes"].values()) == 300
    assert set(found["merged"].values()) == set(strata)
    assert all(abs(strata[name] - 60 * size / 300) <= 1 for name, size in found["sizes"].items())


def test_the_labels_of_suggestions_and_their_confidence_go_before_the_sources(tmp_path: Path) -> None:
    project = suggested(tmp_path)
    sample_pilot(project, 60)
    assert "confidence" in project.tables.commits("sample-pilot")[0].extra["strata"]["by"]


def test_a_pilot_larger_than_the_project_is_all_of_it(tmp_path: Path) -> None:
    project = review_project(tmp_path, 7)
    assert sample_pilot(project, 500).drawn == 7
    assert len(pending(project, "ann")) == 7


def test_what_was_answered_is_not_drawn_again(tmp_path: Path) -> None:
    project = review_project(tmp_path, 7)
    answered = next(iter(truths(project)))
    say(project, "ann", answered, "eye")
    assert (sample_pilot(project, 7).drawn, answered in pending(project, "bob")) == (6, False)


def test_records_without_any_label_make_strata_too(tmp_path: Path) -> None:
    rows = [{"text": f"{'long ' * (i % 3 * 9)}note {i}", "response": "", "truth": "", "group": ""} for i in range(90)]
    project = make_project(tmp_path, rows, "name: notes\ntask: {kind: generate}\n")
    sample_pilot(project, 30)
    assert project.tables.commits("sample-pilot")[0].extra["strata"]["by"] == ["source", "length"]


def test_the_audit_is_independent_coins(tmp_path: Path) -> None:
    project = suggested(tmp_path)
    report = sample_audit(project, rate=0.2)
    draw = audits(project)
    assert 35 <= report.drawn == len(draw.names) <= 85
    assert (draw.rate, draw.seeds, draw.excluded, draw.looks_used, draw.looks_planned) == (0.2, {}, frozenset(), 1, 1)


def answered(project: Project) -> Project:
    """The same with everything in the queue answered."""
    known = truths(project)
    for name in pending(project, "ann"):
        say(project, "ann", name, known[name])
    return project


def test_a_top_up_is_a_second_coin_on_what_is_not_audited(tmp_path: Path) -> None:
    project = suggested(tmp_path, verify=LOOKS)
    sample_audit(project)
    first = audits(answered(project)).names
    report = top_up_audit(project)
    draw = audits(project)
    assert (report.rate, draw.rate, draw.looks_used) == (0.4, pytest.approx(0.4), 2)
    assert first < draw.names
    assert len(draw.names) == len(first) + report.drawn
    assert 35 <= report.drawn <= 85
    assert set(pending(project, "ann")) == draw.names - first
    commit = project.tables.latest("sample-topup")
    assert project.tables.latest("sample-audit").id in commit.inputs


def test_a_look_is_answered_before_the_next_one_is_drawn(tmp_path: Path) -> None:
    project = suggested(tmp_path, verify=LOOKS)
    report = sample_audit(project)
    with pytest.raises(VerilodeError, match=f"{report.drawn} audited records still wait"):
        top_up_audit(project)


def test_no_more_looks_than_were_planned_when_the_audit_was_drawn(tmp_path: Path) -> None:
    project = suggested(tmp_path, verify=LOOKS)
    sample_audit(project)
    for _ in range(2):
        top_up_audit(answered(project))
    with pytest.raises(VerilodeError, match="3 looks were planned for this audit and all are used"):
        top_up_audit(answered(project))


def test_an_audit_planned_with_one_look_has_no_top_up(tmp_path: Path) -> None:
    project = suggested(tmp_path, 30, "pilot: 3")
    sample_audit(project, rate=0.2)
    with pytest.raises(VerilodeError, match="1 look was planned"):
        top_up_audit(project)


def test_a_top_up_needs_an_audit(tmp_path: Path) -> None:
    with pytest.raises(VerilodeError, match="there is no audit to top up"):
        top_up_audit(suggested(tmp_path, 30))


def test_the_first_look_is_the_one_that_was_planned(tmp_path: Path) -> None:
    with pytest.raises(VerilodeError, match="plans a first look at 0.2, not at 0.3"):
        sample_audit(suggested(tmp_path, 30, LOOKS), rate=0.3)


@pytest.mark.parametrize("looks", ["3", "[0.4, 0.2]", "[0.2, 0.2]", "[5, 10]", "[a]"])
def test_looks_are_rising_rates(tmp_path: Path, looks: str) -> None:
    with pytest.raises(VerilodeError, match="verify.looks must be a list of rising audit rates"):
        sample_audit(suggested(tmp_path, 30, f"looks: {looks}"))


def test_new_suggestions_have_no_audit(tmp_path: Path) -> None:
    project = suggested(tmp_path, 30)
    sample_audit(project, rate=0.5)
    put_suggestions(project, truths(project))
    assert audits(project) is None


def test_the_audit_is_drawn_once_whatever_the_release(tmp_path: Path) -> None:
    project = suggested(tmp_path, verify=LOOKS)
    sample_audit(project)
    top_up_audit(answered(project))
    manifest = project.tables.latest("sample-audit").folder / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"fingerprint": "', '"fingerprint": "of an older release, '))
    sample_audit(project)
    assert audits(project).looks_used == 2


def test_a_truth_fixed_after_the_suggestions_stays_in_the_population(tmp_path: Path) -> None:
    project = suggested(tmp_path, 60)
    golden_from_meta(project, "truth", 0.5)
    assert sample_audit(project, rate=1.0).population == 60
    assert len(audits(project).names) == 60


def test_a_planted_record_of_the_population_keeps_its_second_coin(tmp_path: Path) -> None:
    project = review_project(tmp_path, 60, "looks: [0.5, 0.999]")
    put_suggestions(project, {name: wrong(value) for name, value in truths(project).items()})
    golden_from_meta(project, "truth", 0.5)
    sample_audit(project, seeds=3)
    top_up_audit(answered(project))
    draw = audits(project)
    assert (len(draw.names), len(draw.seeds)) == (60, 3)


def test_several_coins_as_one_rate() -> None:
    assert audited_share([0.1]) == 0.1
    assert audited_share([0.1, 0.1]) == pytest.approx(0.19)


def test_batches_and_suggestions_of_older_releases_can_be_read(tmp_path: Path) -> None:
    project = suggested(tmp_path, 30)
    sample_audit(project, rate=0.5)
    names = audits(project).names
    for step, kind, since in (
        ("sample-audit", "batches", ("stratum", "planted")),
        ("suggest", "suggestions", ("basis",)),
    ):
        file = project.tables.latest(step).folder / f"{kind}.parquet"
        old: pa.Table = pq.read_table(file).drop_columns(list(since))
        pq.write_table(old, file)
    assert audits(project).names == names
    assert {name for name, _ in ReviewQueue(Project.open(project.root)).pending("ann")} == names
    assert len(suggestions(project)) == 30


@pytest.mark.parametrize(
    ("verify", "reason"),
    [
        ("looks: 1.5", "verify.looks must be a list of rising audit rates"),
        ("seeds: 2.5", "verify.seeds must be a whole number, at least 0"),
        ("overlap: 1.5", "verify.overlap must be a whole number"),
        ("overlap_share: 10", "verify.overlap_share must be a share from 0 to 1"),
        ("golden_share: all", "verify.golden_share must be a share from 0 to 1"),
    ],
)
def test_a_wrong_number_in_the_recipe_is_one_line(tmp_path: Path, verify: str, reason: str) -> None:
    project = suggested(tmp_path, 6, verify)
    with pytest.raises(VerilodeError, match=reason):
        sample_pilot(project, 3)
        sample_audit(project, rate=1.0)
        ReviewQueue(project)
