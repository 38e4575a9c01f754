"""Promotion: the gate decides, a person may overrule it with a reason, and every move can be taken back."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project
from tests.fakes.command_line import Shell
from tests.fakes.promotable import measured_run
from training.models.promoted import promoted, promotions
from training.promotion import aliases, promote, rollback


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two runs that pass their gate and one that made things worse; only copied."""
    root = tmp_path_factory.mktemp("three")
    (root / "verilode.yaml").write_text("name: three\n")
    for name, right in (("aaa1", 40), ("bbb2", 40), ("ccc3", 0)):
        measured_run(Project.open(root), name, right)
    return root


@pytest.fixture
def project(made: Path, tmp_path: Path) -> Project:
    """A copy of the test's own."""
    return Project.open(shutil.copytree(made, tmp_path / "three"))


def anyway(project: Project, name: str) -> None:
    """Promote a run that was not measured against the current one."""
    promote(project, name, force=True, because="a try")


def rewrite(file: Path, **changes: Any) -> None:
    file.write_text(json.dumps({**json.loads(file.read_text()), **changes}))


def test_a_run_that_passes_its_gate_is_promoted(project: Project) -> None:
    moved = promote(project, "aaa", actor="ada")
    assert (moved.run, moved.actor, moved.verdict, moved.forced) == ("aaa1", "ada", "better", False)
    assert promoted(project) == moved


def test_what_is_promoted_already_is_not_moved_again(project: Project) -> None:
    assert promote(project, "aaa1", actor="ada") == promote(project, "aaa1", actor="bob")
    assert len(promotions(project)) == 1


def test_a_run_that_fails_it_is_not(project: Project) -> None:
    with pytest.raises(VerilodeError, match="run ccc3 is not promoted: .*--force --because TEXT"):
        promote(project, "ccc3")
    assert promoted(project) is None


def test_force_needs_a_reason_and_keeps_it(project: Project) -> None:
    with pytest.raises(VerilodeError, match="needs its reason"):
        promote(project, "ccc3", force=True, because=" ")
    moved = promote(project, "ccc3", force=True, because="shown to a client")
    assert (moved.forced, moved.because) == (True, "shown to a client")


def test_what_passes_is_not_forced_even_when_asked(project: Project) -> None:
    assert promote(project, "aaa1", force=True, because="hurry").forced is False


def test_a_run_not_measured_against_the_current_model_is_not_promoted(project: Project) -> None:
    promote(project, "aaa1")
    with pytest.raises(VerilodeError, match="run bbb2 is not promoted: .*against promoted aaa1"):
        promote(project, "bbb2")


def test_a_run_without_an_evaluation_is_not_promoted(project: Project) -> None:
    (project.runs / "aaa1" / "evaluation" / "report.json").unlink()
    with pytest.raises(VerilodeError, match="it has not been evaluated"):
        promote(project, "aaa1")


def test_changed_files_are_refused_even_with_force(project: Project) -> None:
    (project.runs / "aaa1" / "model" / "model.safetensors").write_bytes(b"other weights")
    with pytest.raises(VerilodeError, match="its files have changed"):
        promote(project, "aaa1", force=True, because="hurry")


def test_an_evaluation_of_other_files_is_refused(project: Project) -> None:
    rewrite(project.runs / "aaa1" / "evaluation" / "report.json", tuned_hash="0" * 64)
    with pytest.raises(VerilodeError, match="its evaluation is about other files"):
        promote(project, "aaa1")


def test_a_model_that_scores_is_not_promoted(project: Project) -> None:
    rewrite(project.runs / "aaa1" / "model" / "verilode.json", role="reward")
    with pytest.raises(VerilodeError, match="is a reward model"):
        promote(project, "aaa1")


def test_going_back_twice_goes_two_promotions_back(project: Project) -> None:
    for name in ("aaa1", "bbb2", "ccc3"):
        anyway(project, name)
    assert [rollback(project).run for _ in range(2)] == ["bbb2", "aaa1"]
    with pytest.raises(VerilodeError, match="nothing to go back to"):
        rollback(project)
    assert [move.run for move in promotions(project)] == ["aaa1", "bbb2", "ccc3", "bbb2", "aaa1"]


def test_a_rollback_to_changed_files_is_refused(project: Project) -> None:
    promote(project, "aaa1")
    anyway(project, "bbb2")
    (project.runs / "aaa1" / "model" / "model.safetensors").write_bytes(b"other weights")
    with pytest.raises(VerilodeError, match="its files have changed"):
        rollback(project)
    current = promoted(project)
    assert current is not None and current.run == "bbb2"


@pytest.mark.parametrize("alias", ["base", "latest", "Current", "../x", "aaa", ""])
def test_a_name_that_means_something_else_is_no_alias(project: Project, alias: str) -> None:
    with pytest.raises(VerilodeError, match="alias"):
        promote(project, "bbb2", alias)


def test_aliases_are_apart(project: Project) -> None:
    promote(project, "aaa1", "staging")
    promote(project, "bbb2", "current")
    assert aliases(project) == ["current", "staging"]
    assert promoted(project, "staging").run == "aaa1"


def test_the_command_promotes_moves_back_and_tells(project: Project) -> None:
    shell = Shell(project.root)
    assert shell("promote ccc3").code == 1
    assert shell.json("promote aaa1")["now"]["run"] == "aaa1"
    shell.json("promote ccc3 --force --because", "a client waits")
    assert shell.json("promote --rollback")["now"]["run"] == "aaa1"
    lines = shell("promote --history").out.splitlines()
    assert [line.split("  ")[1] for line in lines] == ["aaa1", "ccc3", "aaa1"]
    assert "against its gate, because: a client waits" in lines[1]
    assert "give one of" in shell("promote aaa1 --rollback").err
