"""`verilode evaluate`: reports as tables people can read."""

from dataclasses import replace

import pytest

from app.commands.evaluate import show
from tests.fakes.answered import sheet_of
from tests.fakes.command_line import Shell
from tests.fakes.finished import finished
from training.evaluation.report import make_report

TRUTH = ["eye", "ear", "skin", "eye"]


def test_a_table_for_each_set_with_every_model_and_metric() -> None:
    sheet = sheet_of(TRUTH, {"base": ["eye"] * 4, "tuned": TRUTH, "promoted": [""] * 4})
    sheet = replace(sheet, valid={"base": [True] * 4, "tuned": [True] * 4, "promoted": [False] * 4})
    lines = list(show(make_report({"test": sheet, "law": sheet_of(TRUTH, {"base": TRUTH, "tuned": TRUTH})})))
    assert lines[0] == "test: 4 questions"
    assert lines[1].split() == ["base", "tuned", "promoted", "tuned", "-", "base"]
    exact = lines[2].split()
    assert (exact[0], exact[1], exact[5]) == ("exact_match", "50.0%", "100.0%")
    assert lines[4].split()[:2] == ["valid", "form"]
    assert "law: 4 questions" in lines
    assert lines[-1].startswith("verdict: not enough data. On 4 held-out records")


def test_what_the_judge_and_the_choices_say_has_its_own_line() -> None:
    chose = {"base": [True] * 4, "tuned": [True, False, True, True]}
    sheet = replace(sheet_of(TRUTH, {"base": TRUTH, "tuned": TRUTH}), chose=chose)
    judge = {"model": "big", "win_rate": 0.75, "n": 40, "flip_rate": 0.1}
    lines = list(show(make_report({"test": sheet}, facts={"judge": judge})))
    assert [line.split()[:4] for line in lines if "choice" in line] == [["likeliest", "choice", "100.0%", "(51.0%"]]
    said = "judge big: prefers the tuned answer in 75% of 40 pairs, changes its mind in 10% when turned"
    assert said in lines


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    return Shell(finished(tmp_path_factory.mktemp("finished")).root)


def test_a_report_that_is_there_is_shown_again(shell: Shell) -> None:
    ran = shell("evaluate latest")
    assert ran.code == 0, ran
    assert "verdict: better." in ran.out


def test_a_runner_that_is_not_installed_names_its_package(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    ran = shell("evaluate latest --runner inspect --tasks task.py")
    wanted = "verilode: inspect is not installed; it comes with: pip install inspect-ai"
    assert (ran.code, ran.err.splitlines()[-1]) == (1, wanted)


def test_tasks_and_runner_go_together(shell: Shell) -> None:
    assert "name the tasks: --runner lm-eval --tasks PATH" in shell("evaluate latest --runner lm-eval").err
    assert "name it with --runner" in shell("evaluate latest --tasks tasks").err
    assert "no runner called 'helm'" in shell("evaluate latest --runner helm --tasks tasks").err
