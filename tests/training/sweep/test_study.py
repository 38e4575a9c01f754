"""The study of a sweep: what a killed process leaves in it is put right, and nothing it had begun is forgotten."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project
from training.sweep.study import JOURNAL, ask, counted, decided, only_one, open_study, put_back, revive

from .conftest import sweep_of

pytest.importorskip("optuna", reason="needs the [train] extra")


def begun(project: Project, folder: Path, trials: int) -> list[dict]:
    """The values of so many trials that were begun, and left behind."""
    sweep = sweep_of(project)
    study = open_study(folder, sweep)
    return [ask(study, sweep).params for _ in range(trials)]


def test_the_configuration_itself_comes_first(project: Project, tmp_path: Path) -> None:
    assert begun(project, tmp_path, 1) == [{"learning_rate": 2e-5, "replay_share": 0.45}]


def test_a_configuration_beside_the_space_is_not_tried(project: Project, tmp_path: Path) -> None:
    sweep = sweep_of(project)
    sweep = replace(sweep, config=replace(sweep.config, learning_rate=1.0))
    params = ask(open_study(tmp_path, sweep), sweep).params
    assert (params["replay_share"], params["learning_rate"] <= 0.1) == (0.45, True)


def test_trials_of_a_process_that_is_gone_are_tried_again_with_the_same_values(
    project: Project, tmp_path: Path
) -> None:
    left = begun(project, tmp_path, 3)
    study = open_study(tmp_path, sweep_of(project))
    revive(study)
    assert (decided(study), counted(study)[-1].state.name) == (0, "WAITING")
    assert [ask(study, sweep_of(project)).params for _ in range(3)] == left


def test_one_that_is_put_back_comes_next_whatever_was_reached_since(project: Project, tmp_path: Path) -> None:
    sweep = sweep_of(project)
    study = open_study(tmp_path, sweep)
    first, second = ask(study, sweep), ask(study, sweep)
    study.tell(second, 0.5)
    put_back(study, first.number, "stopped")
    assert decided(study) == 1
    assert ask(study, sweep).params == first.params


def test_half_a_line_and_a_lock_left_behind_do_no_harm(project: Project, tmp_path: Path) -> None:
    left = begun(project, tmp_path, 2)
    with (tmp_path / JOURNAL).open("a") as journal:
        journal.write('{"op_code": 4, "worker_id"')
    (tmp_path / f"{JOURNAL}.lock").symlink_to(tmp_path / JOURNAL)
    study = open_study(tmp_path, sweep_of(project))
    revive(study)
    again = open_study(tmp_path, sweep_of(project))
    assert [ask(again, sweep_of(project)).params for _ in range(2)] == left


def test_a_damaged_journal_is_one_line(project: Project, tmp_path: Path) -> None:
    begun(project, tmp_path, 1)
    whole = (tmp_path / JOURNAL).read_text()
    (tmp_path / JOURNAL).write_text("broken\n" + whole)
    with pytest.raises(VerilodeError, match="journal.log: damaged"):
        open_study(tmp_path, sweep_of(project))


def test_only_one_process_has_the_folder(tmp_path: Path) -> None:
    with only_one(tmp_path), pytest.raises(VerilodeError, match="is running already"), only_one(tmp_path):
        pass
    with only_one(tmp_path):
        pass
