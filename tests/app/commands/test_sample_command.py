"""`verilode sample` and `verilode simulate-review`: options, and what fits together."""

from pathlib import Path

import pytest

from annotation.review.golden import golden_from_meta
from pipelines.store.labels import annotations
from pipelines.store.project import Project
from tests.fakes.command_line import Shell
from tests.fakes.review import put_suggestions, review_project, truths, wrong


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Forty records, some golden; every suggestion is wrong."""
    project = review_project(tmp_path, 40, "looks: [0.5, 0.9], seeds: 3, overlap: 2, overlap_share: 1.0")
    golden_from_meta(project, "truth", 0.3)
    put_suggestions(project, {name: wrong(value) for name, value in truths(project).items()})
    return project


def test_an_audit_with_seeds_and_a_top_up(project: Project) -> None:
    shell = Shell(project.root)
    drawn = shell.json("sample --audit --rate 0.5")
    assert (drawn["phase"], drawn["planted"], drawn["rate"]) == ("audit", 3, 0.5)
    assert "3 records of known truth are among them" in shell("sample --audit --rate 0.5").out
    assert "audited records still wait" in shell("sample --audit --top-up").err
    shell("simulate-review --person anna --person ben --error-rate 0")
    assert shell.json("sample --audit --top-up")["drawn"] > 0
    shell("simulate-review --person anna --person ben --error-rate 0")
    assert "2 looks were planned" in shell("sample --audit --top-up").err


def test_several_simulated_people_and_an_adjudicator(project: Project) -> None:
    shell = Shell(project.root)
    shell("sample --audit")
    line = "simulate-review --person anna --person ben --adjudicator chief --error-rate 0.4 --carelessness 0.5"
    assert "wrong suggestions were taken over" in shell(line).out
    assert {one.actor for one in annotations(project)} == {"anna", "ben", "chief"}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("sample --pilot 3 --audit", "choose --pilot N or --audit"),
        ("sample --pilot 0", "--pilot must be at least 1"),
        ("sample --seeds 3", "--rate, --seeds and --top-up belong to --audit"),
        ("sample --audit --top-up --seeds 2", "verify.looks says how much --top-up draws"),
        ("sample --audit --seeds=-1", "the number of seeds must be at least 0"),
        ("simulate-review --carelessness 2", "--carelessness must be from 0 to 1"),
    ],
)
def test_what_does_not_fit_together_is_refused(project: Project, line: str, reason: str) -> None:
    ran = Shell(project.root)(line)
    assert (ran.code, reason in ran.err, len(ran.err.splitlines())) == (1, True, 1)
