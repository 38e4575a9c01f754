"""The overview: what came in, what is proven, what to do next."""

import json
from pathlib import Path

import pytest

from annotation.review.simulated import simulate_review
from app.views.overview import funnel, overview
from pipelines.run.clean import clean
from pipelines.store.project import Project
from pipelines.store.snapshots import list_snapshots
from tests.fakes.pages import show, words
from tests.fakes.projects import diagnoses, make_project


def test_an_empty_project_says_how_to_begin(empty: Path) -> None:
    at = show(empty, "overview")
    assert at.title[0].value == "Contract clauses to clause types"
    assert at.code[0].value == "verilode ingest FILE"


def test_a_finished_project_shows_its_proofs(done: Path) -> None:
    at = show(done, "overview")
    said = words(at)
    assert "With 95 % confidence, **at most" in said
    assert "Audited blind by simulated-reviewer." in said
    assert "**Verdict: better**" in said
    assert len(at.get("vega_lite_chart")) == 1


def test_the_funnel_conserves_every_row(done: Path) -> None:
    project = Project.open(done)
    stages = funnel(project, list_snapshots(project.snapshots)[-1])
    assert [(stage.name, stage.lost, stage.fate) for stage in stages[1:4]] == [
        ("readable", 1, "quarantined"),
        ("normalise", 0, "dropped"),
        ("dedupe", 6, "dropped"),
    ]
    assert [after.records + after.lost for after in stages[1:]] == [stage.records for stage in stages[:-1]]


def test_a_snapshot_of_more_records_than_stand_now_has_lost_none(mine: Path) -> None:
    project = Project.open(mine)
    snapshot = list_snapshots(project.snapshots)[-1]
    snapshot.manifest["counts"]["train"] = 10_000
    assert [stage.lost for stage in funnel(project, snapshot) if stage.name == "frozen"] == [0]


def test_the_next_step_follows_the_work(tmp_path: Path) -> None:
    project = make_project(tmp_path, diagnoses(30))
    assert overview(project).next_command == "verilode clean"
    clean(project)
    assert overview(project).next_command == "verilode sample"


@pytest.mark.parametrize(
    ("status", "report", "step"),
    [
        ("finished", True, "This round is complete."),
        ("finished", False, "Let the tuned model and its base answer the same questions."),
        ("failed", False, "The newest run failed"),
        ("running", False, "A run is under way"),
    ],
)
def test_after_freezing_the_next_step_follows_the_run(mine: Path, status: str, report: bool, step: str) -> None:
    project = Project.open(mine)
    simulate_review(project, error_rate=0.0)
    (run,) = project.runs.iterdir()
    (run / "status.json").write_text(json.dumps({"state": status}))
    if not report:
        (run / "evaluation" / "report.json").unlink()
    assert overview(project).next_step.startswith(step)


def test_waiting_records_come_before_everything_else(done: Path) -> None:
    assert "records wait on the Review page" in overview(Project.open(done)).next_step
