"""A sweep from what a person, the recipe and the configuration say."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project
from training.config import RunConfig
from training.metrics import METRICS
from training.sweep.general import held_out
from training.sweep.plan import LOSS, Sweep
from training.sweep.space import default_space, make_space, space_values

_OWN_DEFAULT = "exact_match"


def plan_sweep(project: Project, config: RunConfig, given: Mapping[str, Any], space: Sequence[str] = ()) -> Sweep:
    """The whole sweep; what is given goes over the recipe's `sweep` section, and that over the defaults.

    Args:
        project: Its recipe may have a `sweep` section, and says the metric in `evaluate`.
        config: What is searched around.
        given: trials, metric, general_weight, pruner and seed as far as a person gave them.
        space: Words for `space_values`, or a YAML file.

    Raises:
        VerilodeError: in one line, before anything is trained.
    """
    said = {**project.recipe.sweep, **{name: value for name, value in given.items() if value is not None}}
    wanted = _space(space) or said.pop("space", None)
    said.pop("space", None)
    said.setdefault("metric", _metric(project, config))
    if said["metric"] != LOSS:
        METRICS.get(said["metric"])
    config, general_file = held_out(project, config)
    found = make_space(wanted, config) if wanted else default_space(config)
    try:
        return Sweep(config, tuple(found), general_file=general_file, **said)
    except TypeError as wrong:
        raise VerilodeError(f"sweep: {wrong}") from None


def _metric(project: Project, config: RunConfig) -> str:
    """Answers can be marked where the run learned answers; a run on preferences has only its loss."""
    return str(project.recipe.evaluate.get("metric") or _OWN_DEFAULT) if config.trainer == "sft" else LOSS


def _space(words: Sequence[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for word in words:
        found |= space_values([word]) if "=" in word else _file(Path(word))
    return found


def _file(path: Path) -> dict[str, Any]:
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as broken:
        raise VerilodeError(f"cannot be read: {' '.join(str(broken).split())}", file=path) from None
    if not isinstance(values, dict):
        raise VerilodeError("is not a mapping of options to values", file=path)
    return values
