"""What a sweep is: a configuration, a space around it, and how its trials are judged; kept in sweep.yaml."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import yaml

from pipelines.core.errors import VerilodeError
from pipelines.core.files import write_atomically
from pipelines.core.ids import digest
from training.config import RunConfig, make_config
from training.sweep.space import Parameter, make_space

PRUNERS = ("median", "halving", "hyperband", "none")
LOSS = "eval_loss"
"""In place of a metric: judge by the validation loss, without generating answers."""
FILE = "sweep.yaml"


@dataclass(frozen=True, slots=True)
class Sweep:
    """One sweep.

    Args:
        config: The configuration around which is searched; it is also the first trial where the space holds it.
        space: What is tried.
        metric: Registered metric, measured on the validation split, or `eval_loss`.
        general_file: General questions on which the loss must not rise; none if empty.
        general_weight: What an increase of the general loss by one (nat per answer token) costs.
        rows: Most validation records that are answered per trial.
        pruner: When a trial is stopped early by its validation loss: median, halving, hyperband or none.
        seed: Decides what is tried.
        trials: How many to try; more may be asked of the same sweep later.
    """

    config: RunConfig
    space: tuple[Parameter, ...]
    metric: str = "exact_match"
    general_file: str = ""
    general_weight: float = 1.0
    rows: int = 200
    pruner: str = "median"
    seed: int = 0
    trials: int = 20

    def __post_init__(self) -> None:
        """Refuse values that cannot work, in one line."""
        if self.pruner not in PRUNERS:
            raise VerilodeError(f"pruner {self.pruner!r} is unknown; known: {', '.join(PRUNERS)}")
        if self.trials < 1 or self.rows < 1:
            raise VerilodeError(f"a sweep needs at least one trial and one row, not {self.trials} and {self.rows}")
        if self.general_weight < 0:
            raise VerilodeError(f"general_weight must be at least 0, not {self.general_weight}")

    @property
    def id(self) -> str:
        """Equal sweeps are the same sweep, whatever number of trials is asked for; so a repeated command goes on."""
        plain = self.plain()
        del plain["trials"]
        return digest({**plain, "config": self.config.id})[:12]

    def plain(self) -> dict[str, Any]:
        """As sweep.yaml holds it."""
        values = {name: getattr(self, name) for name in self.__dataclass_fields__}
        space = {parameter.name: parameter.plain() for parameter in self.space}
        return {**values, "space": space, "config": asdict(self.config)}


def write_sweep(folder: Path, sweep: Sweep) -> None:
    """Write the folder's sweep.yaml."""
    text = yaml.safe_dump(sweep.plain(), sort_keys=False, allow_unicode=True)
    write_atomically(folder / FILE, text.encode())


def read_sweep(folder: Path) -> Sweep:
    """The sweep in a folder.

    Raises:
        VerilodeError: when its sweep.yaml is damaged.
    """
    path = folder / FILE
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
        return _sweep(values)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, yaml.YAMLError) as damage:
        raise VerilodeError(f"damaged: {' '.join(str(damage).split())}", file=path) from None


def _sweep(values: Mapping[str, Any]) -> Sweep:
    config = make_config(values["config"])
    return Sweep(**{**values, "config": config, "space": tuple(make_space(values["space"], config))})
