"""A configuration as the words of `verilode train` that make it again."""

from collections.abc import Iterable
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

import yaml

from pipelines.store.project import Project
from training.config import RunConfig
from training.sweep.listed import Listed, best_config
from training.trainers import defaults

_OTHERWISE = ("snapshot", "base", "base_hash", "start", "start_hash", "trainer", "options", "tracker")


def train_words(config: RunConfig, decided: Iterable[str] = ()) -> list[str]:
    """The words after `verilode`.

    Args:
        config: The run.
        decided: Options that a recipe or a trainer has values for: they are said even where the run has the default.
    """
    words = ["train", config.trainer, "--snapshot", Path(config.snapshot).name]
    words += ["--start", Path(config.start).parent.name] if config.start else ["--base", config.base]
    for name, value in config.options.items():
        if not name.endswith("_hash"):
            words += [f"--{name.replace('_', '-')}", _text(value)]
    said = set(decided)
    for option in fields(RunConfig):
        value = getattr(config, option.name)
        plain = option.default is not MISSING and value == option.default
        if option.name not in _OTHERWISE and (not plain or option.name in said):
            words += ["--set", f"{option.name}={_text(value)}"]
    return words


def best_words(project: Project, listed: Listed) -> list[str]:
    """The words that train the best trial of a sweep again, whatever the project's recipe says.

    Raises:
        VerilodeError: when no trial has finished yet.
    """
    config = best_config(listed)
    return train_words(config, {*project.recipe.train, *defaults(config.trainer)})


def _text(value: Any) -> str:
    """As YAML writes it on one line, so that it is read back as what it was."""
    if isinstance(value, str):
        return value
    return yaml.safe_dump(value, default_flow_style=True, width=10**6).removesuffix("\n").removesuffix("\n...")
