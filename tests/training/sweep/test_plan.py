"""A sweep's identity and its file: the same command is the same sweep, however many trials it asks for."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project
from training.sweep.plan import read_sweep, write_sweep

from .conftest import sweep_of


def test_what_is_written_is_read_back(project: Project, tmp_path: Path) -> None:
    sweep = sweep_of(project, general_file="/q.jsonl", seed=3)
    write_sweep(tmp_path, sweep)
    assert read_sweep(tmp_path) == sweep


def test_more_trials_are_more_of_the_same_sweep_and_all_else_makes_another(project: Project) -> None:
    sweep = sweep_of(project)
    assert replace(sweep, trials=99).id == sweep.id
    assert replace(sweep, config=replace(sweep.config, tracker="none")).id == sweep.id
    others = [
        replace(sweep, seed=1),
        replace(sweep, metric="exact_match"),
        replace(sweep, general_weight=2.0),
        replace(sweep, space=sweep.space[:1]),
        replace(sweep, config=replace(sweep.config, steps=61)),
    ]
    assert len({sweep.id, *(other.id for other in others)}) == 6


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"pruner": "best"}, "pruner 'best' is unknown; known: median, halving, hyperband, none"),
        ({"trials": 0}, "a sweep needs at least one trial and one row, not 0 and 200"),
        ({"general_weight": -1.0}, "general_weight must be at least 0, not -1.0"),
    ],
)
def test_what_cannot_work_is_one_line(project: Project, change: dict, reason: str) -> None:
    with pytest.raises(VerilodeError, match=reason):
        sweep_of(project, **change)


@pytest.mark.parametrize("text", ["", "[]", "config: {}", "space: [", "trials: 3\nconfig: 7\n"])
def test_a_damaged_file_is_one_line(tmp_path: Path, text: str) -> None:
    (tmp_path / "sweep.yaml").write_text(text)
    with pytest.raises(VerilodeError):
        read_sweep(tmp_path)
