"""`verilode gate`: a row for each check, and exit code 0 only when all pass."""

import json
from pathlib import Path

import pytest

from tests.fakes.answered import sheet_of
from tests.fakes.command_line import Shell
from tests.fakes.evaluated import pair_of_runs
from training.evaluation.report import make_report

FACTS = {"base_hash": "b" * 64, "tuned_hash": "t" * 64, "leaks": {"snapshot": 0, "suites": {}}}


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(pair_of_runs(tmp_path, 1))


def report(project: Path, tuned: int, of: int = 200) -> None:
    """The base has none right, the tuned model of the run `new` so many."""
    file = project / "runs" / "new" / "evaluation" / "report.json"
    answers = {"base": ["b"] * of, "tuned": ["a"] * tuned + ["b"] * (of - tuned)}
    file.write_text(json.dumps(make_report({"test": sheet_of(["a"] * of, answers)}, facts=FACTS)))


def test_all_checks_passed_is_exit_code_0(shell: Shell) -> None:
    report(shell.folder, tuned=150)
    ran = shell("gate new")
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "gate: pass. All 4 checks pass.")
    assert ran.out.splitlines()[1].startswith("pass     test against base  On 200 held-out records")


def test_a_failed_check_is_exit_code_1_with_its_name(shell: Shell) -> None:
    report(shell.folder, tuned=0)
    ran = shell("gate new")
    assert (ran.code, ran.err.splitlines()[-1]) == (1, "verilode: The gate fails: test against base.")


def test_too_few_records_are_exit_code_1_and_how_many_would_do(shell: Shell) -> None:
    report(shell.folder, tuned=2, of=10)
    ran = shell("gate new")
    assert ran.code == 1
    assert ran.err.splitlines()[-1].startswith("verilode: Not enough data for a decision: test against base. About ")
    assert shell("gate new --json").result["more_records"] > 10


def test_the_recipe_may_ask_for_more(shell: Shell) -> None:
    report(shell.folder, tuned=150)
    with (shell.folder / "verilode.yaml").open("a") as recipe:
        recipe.write("evaluate: {gate: {min_gain: 0.9}}\n")
    assert shell("gate new").code == 1


def test_a_wrong_entry_is_named(shell: Shell) -> None:
    report(shell.folder, tuned=150)
    with (shell.folder / "verilode.yaml").open("a") as recipe:
        recipe.write("evaluate: {gate: {least: 0.9}}\n")
    assert "evaluate gate has no entry 'least'; it has: min_gain, promoted_margin" in shell("gate new").err


def test_a_run_that_was_not_evaluated_says_how_to(shell: Shell) -> None:
    ran = shell("gate new")
    assert ran.code == 1
    assert "has not been evaluated; do it with: verilode evaluate" in ran.err
