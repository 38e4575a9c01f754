"""The sweep command: what it refuses, and how a sweep reads in the terminal."""

import json
import shlex
from pathlib import Path

import pytest

from app.frame.line import run_line
from pipelines.store.project import Project
from tests.fakes.frozen import frozen
from tests.fakes.swept import swept
from training.alive import traces


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return frozen(tmp_path / "project")


def answer(project: Project, *words: str, capfd: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    code = run_line(["sweep", *words, "--project", str(project.root)])
    said = capfd.readouterr()
    return code, said.out, said.err


def test_a_sweep_reads_line_by_line(project: Project, capfd: pytest.CaptureFixture[str]) -> None:
    sweep = swept(project)
    told = (
        f"sweep {sweep.id}: finished, 3 finished, 1 stopped early, 1 failed of 6; best 0.7500 in trial 1 (exact_match)"
    )
    assert answer(project, "list", capfd=capfd)[1].splitlines() == [told]
    lines = answer(project, "show", "latest", capfd=capfd)[1].splitlines()
    assert lines[:2] == [told, "what mattered: learning_rate 75%, lora_r 25%"]
    number, state, _run, *values = lines[-3].split()
    assert [number, state, *values] == ["3", "failed", "learning_rate=0.01", "lora_r=16"]
    assert lines[-2].strip() == "memory runs out"


def test_the_best_is_a_command_that_can_be_typed(project: Project, capfd: pytest.CaptureFixture[str]) -> None:
    sweep = swept(project)
    code, out, _ = answer(project, "best", sweep.id[:6], "--json", capfd=capfd)
    found = json.loads(out)
    assert (code, found["trial"]["number"]) == (0, 1)
    assert shlex.split(found["command"])[:3] == ["verilode", "train", "sft"]


def test_no_sweep_names_the_command(project: Project, capfd: pytest.CaptureFixture[str]) -> None:
    assert answer(project, capfd=capfd)[1] == "no sweeps yet; start one with: verilode sweep start\n"


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["start", "--parallel", "many"], "--parallel is a number above 0 or auto, not 'many'"),
        (["start", "--parallel", "0"], "--parallel is a number above 0 or auto, not '0'"),
        (["show", "feed"], "no sweep with id 'feed'; see: verilode sweep list"),
        (["start", "--set", "step=3"], "a run has no option 'step'"),
    ],
)
def test_a_mistake_is_one_line(
    project: Project, words: list[str], reason: str, capfd: pytest.CaptureFixture[str]
) -> None:
    code, _, err = answer(project, *words, capfd=capfd)
    assert (code, err.count("\n")) == (1, 1)
    assert reason in err


def test_one_that_does_not_run_cannot_be_stopped(project: Project, capfd: pytest.CaptureFixture[str]) -> None:
    sweep = swept(project, "running", **{**traces(), "pid": 2**22 + 1})
    code, _, err = answer(project, "stop", "latest", capfd=capfd)
    assert (code, err) == (1, f"verilode: sweep {sweep.id} is not running here (it is interrupted)\n")
