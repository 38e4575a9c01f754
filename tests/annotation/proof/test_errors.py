"""Estimated shares of wrong labels: weighted by the pilot's strata, and helped by the confidences."""

from pathlib import Path

import pytest

from annotation.proof.errors import error_rates
from annotation.review.simulated import simulate_review
from annotation.sampling.draw import PILOT, sample_pilot
from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project
from tests.fakes.projects import diagnoses, make_project


def test_a_tenth_of_the_files_answers_is_wrong(tmp_path: Path) -> None:
    project = make_project(tmp_path, diagnoses(600))
    sample_pilot(project, 200, seed=1)
    simulate_review(project, error_rate=0.0, phases=[PILOT])
    found = error_rates(project).given
    assert found is not None and found.rate is not None
    assert (found.reviewed, found.population) == (200, 600)
    assert found.low < 0.1 < found.high
    assert found.rate == pytest.approx(sum(s.records * (s.rate or 0) for s in found.strata) / 600)


def test_the_audit_estimates_the_suggestions_with_and_without_their_confidence(audited: Project) -> None:
    found = error_rates(audited)
    assert found.suggested is not None and found.powered is not None
    assert found.suggested.reviewed == found.powered.reviewed > 80
    assert found.suggested.tuning is None


def test_nothing_answered_is_nothing_to_estimate_from(tmp_path: Path) -> None:
    with pytest.raises(VerilodeError, match="nothing to estimate from"):
        error_rates(make_project(tmp_path, diagnoses(6)))


def test_a_second_pilot_goes_where_the_first_found_errors(tmp_path: Path) -> None:
    rows = [
        {**row, "response": "skin" if row["truth"] == "eye" and i % 2 else row["truth"]}
        for i, row in enumerate(diagnoses(900))
    ]
    project = make_project(tmp_path, rows)
    sample_pilot(project, 150)
    simulate_review(project, error_rate=0.0, phases=[PILOT])
    sample_pilot(project, 150, seed=1)
    strata = project.tables.read("batches", project.tables.commits("sample-pilot")[-1:])["stratum"].to_pylist()
    sizes = project.tables.commits("sample-pilot")[-1].extra["strata"]["sizes"]
    share = {name: strata.count(name) / size for name, size in sizes.items()}
    doubtful = [name for name in share if "skin" in name]
    sound = [name for name in share if "injury" in name]
    assert min(share[name] for name in doubtful) > 1.5 * max(share[name] for name in sound)
