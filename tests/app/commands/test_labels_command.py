"""`verilode labels …`: what is known about a project's labels, in sentences and as JSON."""

from pathlib import Path

import pytest

from annotation.review.simulated import Reviewer, simulate_review
from annotation.sampling.draw import sample_audit, sample_pilot
from annotation.suggest import suggest
from pipelines.store.project import Project
from tests.fakes.command_line import Shell
from tests.fakes.projects import RECIPE, diagnoses, make_project

RULES = "suggest: {labeler: rules, options: {file: rules.yaml}}\n"
FILE = "- {label: eye, any: [cataract, glaucoma]}\n- {label: skin, any: [rash, cataract]}\n"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """Two people answered a pilot and the whole audit."""
    project = make_project(tmp_path, diagnoses(300), RECIPE.replace("{pilot: 30,", "{overlap: 2, overlap_share: 1.0,"))
    people = [Reviewer("ann", 0.0, seconds=6.0), Reviewer("ben", 0.1, seconds=9.0)]
    sample_pilot(project, 60)
    simulate_review(project, reviewers=people)
    suggest(project)
    sample_audit(project, rate=0.4)
    simulate_review(project, reviewers=people)
    return Shell(tmp_path)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("labels confidence", "checked suggestions was wrong"),
        ("labels agreement", "Gwet's AC1: "),
        ("labels people", "ann "),
        ("labels saving", "Elsewhere 40% to 60% less time is claimed"),
        ("labels projection", "at most 5% wrong, "),
        ("labels errors", "the suggestions, by the audit: "),
    ],
)
def test_each_says_its_figure(shell: Shell, line: str, told: str) -> None:
    ran = shell(line)
    assert (ran.code, told in ran.out) == (0, True), ran


def test_what_numbers_of_reviews_buy_needs_no_project(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    found = shell.json("labels size 10000")
    assert found["proofs"] == {"0": 59, "0.2": 153, "0.4": 311, "0.6": 832}
    assert found["least_audits"] == 60
    assert "a certificate needs at least 0.60% audited, about 60 records" in shell("labels size 10000").out


def test_how_good_each_rule_is(tmp_path: Path) -> None:
    project = make_project(tmp_path, diagnoses(90), RECIPE + RULES)
    (tmp_path / "rules.yaml").write_text(FILE)
    sample_pilot(project, 60)
    simulate_review(project, error_rate=0.0)
    eye, skin = Shell(tmp_path).json("labels rules")["rules"]
    assert (eye["label"], eye["precision"]) == ("eye", 1.0)
    assert skin["right"] < skin["checked"]
    assert eye["clashes"] > 0


def test_a_labeler_without_rules_has_none_to_report(shell: Shell) -> None:
    ran = shell("labels rules")
    assert (ran.code, "the recipe's labeler is 'local', which has no rules" in ran.err) == (1, True)


def test_an_edited_file_of_rules_asks_anew(tmp_path: Path) -> None:
    project = make_project(tmp_path, diagnoses(30), RECIPE + RULES)
    (tmp_path / "rules.yaml").write_text(FILE)
    assert suggest(project).reused is False
    assert suggest(Project.open(tmp_path)).reused is True
    (tmp_path / "rules.yaml").write_text(FILE.replace("rash", "acne"))
    assert suggest(Project.open(tmp_path)).reused is False
