"""The words of a configuration make the same configuration again."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.frame.assignments import assignments
from pipelines.store.project import Project
from training.config import RunConfig
from training.configure import configure
from training.sweep.as_command import train_words
from training.trainers import defaults


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A folder that looks like a model, as far as nobody loads it."""
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "model.safetensors").write_bytes(b"weights")
    (tmp_path / "base" / "config.json").write_text("{}")
    return tmp_path / "base"


def typed(project: Project, words: list[str]) -> RunConfig:
    """What `verilode` makes of these words."""
    _, trainer, *options = words
    pairs = list(zip(options[::2], options[1::2], strict=True))
    given = {name: value for name, value in pairs if name != "--set"}
    sets = assignments(value for name, value in pairs if name == "--set")
    return configure(project, given["--snapshot"], trainer, given["--base"], sets)


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"learning_rate": 0.00034829384729, "steps": 60, "replay_file": "/general questions.jsonl", "packing": True},
        {"learning_rate": 1e-05, "epochs": 2.0, "adapter": "full", "dtype": "bfloat16", "lora_r": 64},
    ],
)
def test_the_words_are_the_run(project: Project, base: Path, change: dict) -> None:
    config = replace(configure(project, base=str(base)), **change)
    assert typed(project, train_words(config, defaults("sft"))).id == config.id


def test_what_a_recipe_decides_is_said_even_where_it_is_the_default(project: Project, base: Path) -> None:
    recipe = project.root / "verilode.yaml"
    recipe.write_text(recipe.read_text().replace("train: {base: tiny}", "train: {steps: 77, lora_r: 4}"))
    again = Project.open(project.root)
    config = replace(configure(again, base=str(base)), steps=300)
    assert typed(again, train_words(config, again.recipe.train)).id == config.id


def test_a_run_that_goes_on_from_another_names_it_and_its_trainers_options() -> None:
    start = {"start": "/p/runs/0a1b/model", "start_hash": "x", "trainer": "dpo"}
    config = RunConfig("/p/snapshots/s1", "/base", "h", **start, options={"beta": 0.1, "reward_model_hash": "y"})
    assert train_words(config) == ["train", "dpo", "--snapshot", "s1", "--start", "0a1b", "--beta", "0.1"]
