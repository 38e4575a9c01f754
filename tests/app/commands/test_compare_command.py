"""`verilode compare`: two runs, record by record."""

from pathlib import Path

import pytest

from tests.fakes.command_line import Shell
from tests.fakes.evaluated import evaluated, pair_of_runs


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(pair_of_runs(tmp_path, 200))


def test_the_first_is_better_by_what_they_share(shell: Shell) -> None:
    ran = shell("compare new old")
    assert ran.code == 0, ran
    lines = ran.out.splitlines()
    assert lines[0] == "200 test records are shared (of 200 and 200)"
    assert lines[2].split()[:4] == ["exact_match", "90.0%", "50.0%", "+40.0%"]
    assert lines[-1].startswith("verdict: better. On 200 held-out records the tuned model answers 40.0 points more")


def test_a_run_is_not_compared_with_itself(shell: Shell) -> None:
    assert "run new cannot be compared with itself" in shell("compare new new").err


def test_a_run_without_answers_says_how_to_get_them(shell: Shell) -> None:
    evaluated(shell.folder, "bare", 0, answers=False)
    assert "run bare has not been evaluated" in shell("compare new bare").err
