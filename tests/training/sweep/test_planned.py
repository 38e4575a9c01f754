"""A sweep from the command line over the recipe over the defaults."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project
from training.config import RunConfig
from training.sweep.planned import plan_sweep
from training.sweep.space import Choice, default_space

from .conftest import sweep_of


@pytest.fixture
def config(project: Project) -> RunConfig:
    """A run that replays nothing."""
    return replace(sweep_of(project).config, replay_file="")


def with_recipe(project: Project, section: str) -> Project:
    recipe = project.root / "verilode.yaml"
    recipe.write_text(recipe.read_text() + section)
    return Project.open(project.root)


def test_nothing_said_is_the_default_space_and_the_exact_match(project: Project, config: RunConfig) -> None:
    sweep = plan_sweep(project, config, {"trials": None})
    assert (list(sweep.space), sweep.metric, sweep.trials) == (default_space(config), "exact_match", 20)
    assert sweep.general_file.endswith("-held.jsonl")


def test_the_recipe_speaks_and_the_command_line_over_it(project: Project, config: RunConfig) -> None:
    recipe = "evaluate: {metric: macro_f1}\nsweep: {trials: 7, space: {lora_r: [4, 8]}, pruner: none}\n"
    project = with_recipe(project, recipe)
    said = plan_sweep(project, config, {})
    assert (said.space, said.metric, said.trials, said.pruner) == ((Choice("lora_r", (4, 8)),), "macro_f1", 7, "none")
    over = plan_sweep(project, config, {"trials": 9, "metric": "eval_loss"}, ["steps=10,20"])
    assert (over.space, over.metric, over.trials) == ((Choice("steps", (10, 20)),), "eval_loss", 9)


def test_a_run_on_preferences_is_judged_by_its_loss(project: Project, config: RunConfig) -> None:
    assert plan_sweep(project, replace(config, trainer="dpo"), {}, ["steps=10,20"]).metric == "eval_loss"


def test_a_space_can_be_a_file(project: Project, config: RunConfig, tmp_path: Path) -> None:
    (tmp_path / "space.yaml").write_text("steps: [10, 20]\n")
    assert plan_sweep(project, config, {}, [str(tmp_path / "space.yaml")]).space == (Choice("steps", (10, 20)),)


@pytest.mark.parametrize(
    ("text", "reason"), [(None, "cannot be read"), ("- a", "is not a mapping"), ("a: [", "cannot")]
)
def test_a_file_that_is_none_is_one_line(
    project: Project, config: RunConfig, tmp_path: Path, text: str | None, reason: str
) -> None:
    if text:
        (tmp_path / "space.yaml").write_text(text)
    with pytest.raises(VerilodeError, match=f"space.yaml: {reason}"):
        plan_sweep(project, config, {}, [str(tmp_path / "space.yaml")])


def test_an_unknown_metric_is_answered_with_the_nearest(project: Project, config: RunConfig) -> None:
    with pytest.raises(VerilodeError, match="did you mean 'exact_match'"):
        plan_sweep(project, config, {"metric": "exact_mach"})
