"""The search space: which options of a run are tried, and between which values."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from pipelines.core.errors import VerilodeError
from training.config import RunConfig
from training.trainers import TRAINERS

_FIXED = (
    "snapshot",
    "base",
    "base_hash",
    "start",
    "start_hash",
    "trainer",
    "options",
    "tracker",
    "replay_file",
    "seed",
)
"""What makes runs incomparable, or changes nothing that is learned."""
OWN = "options."
"""Before the name of a trainer's own option, as in `options.beta`."""


@dataclass(frozen=True, slots=True)
class Range:
    """Any number between two ends, both included.

    Args:
        name: Option of a run, or `options.NAME` for one of its trainer.
        low: Lowest value.
        high: Highest value.
        log: Whether equal ratios, and not equal distances, are equally likely.
        whole: Whether only whole numbers are tried.
    """

    name: str
    low: float
    high: float
    log: bool = False
    whole: bool = False

    @property
    def ends(self) -> tuple[Any, ...]:
        """The values that bound it."""
        return (self.low, self.high)

    def plain(self) -> dict[str, Any]:
        """As sweep.yaml holds it."""
        return {"low": self.low, "high": self.high, **({"log": True} if self.log else {})}


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several values."""

    name: str
    values: tuple[Any, ...]

    @property
    def ends(self) -> tuple[Any, ...]:
        """Every value."""
        return self.values

    def plain(self) -> list[Any]:
        """As sweep.yaml holds it."""
        return list(self.values)


Parameter = Range | Choice


def default_space(config: RunConfig) -> list[Parameter]:
    """What is worth trying around a configuration when nothing else is said."""
    rate, batch = config.learning_rate, config.batch_size
    sizes = sorted({max(1, batch // 2), batch, batch * 2})
    space: list[Parameter] = [
        Range("learning_rate", rate / 10, rate * 5, log=True),
        Choice("batch_size", tuple(size for size in sizes if not config.micro_batch or size % config.micro_batch == 0)),
    ]
    if config.epochs:
        space.append(Choice("epochs", (1.0, 2.0, 3.0, 4.0)))
    else:
        space.append(Choice("steps", tuple(sorted({max(1, config.steps // 2), config.steps, config.steps * 2}))))
        space.append(Range("warmup_steps", 0, max(1, config.steps // 5), whole=True))
    if config.adapter != "full":
        space.append(Choice("lora_r", (8, 16, 32, 64)))
    if config.replay_file:
        space.append(Range("replay_share", 0.0, 0.5))
    return space


def make_space(values: Mapping[str, Any], config: RunConfig) -> list[Parameter]:
    """A space from plain values: `{low, high, log}` or a list per option; refused where the run has no such option.

    Raises:
        VerilodeError: in one line.
    """
    if not values:
        raise VerilodeError("a sweep needs at least one option to search over")
    space = [_parameter(str(name), value, config) for name, value in values.items()]
    for parameter in space:
        for value in parameter.ends:
            _try(config, parameter.name, value)
    return space


def space_values(words: Iterable[str]) -> dict[str, Any]:
    """Plain values from words: `name=low:high`, `name=low:high:log` or `name=a,b,c`.

    Raises:
        VerilodeError: for a word that is neither.
    """
    import yaml

    found: dict[str, Any] = {}
    for word in words:
        name, sign, text = word.partition("=")
        if not sign or not text:
            raise VerilodeError(
                f"--space takes a YAML file, NAME=LOW:HIGH, NAME=LOW:HIGH:log or NAME=A,B, not {word!r}"
            )
        parts = text.split(":")
        if len(parts) == 1:
            found[name] = [yaml.safe_load(part) for part in text.split(",")]
        elif len(parts) == 2 or (len(parts) == 3 and parts[2] == "log"):
            found[name] = {"low": _number(name, parts[0]), "high": _number(name, parts[1]), "log": len(parts) == 3}
        else:
            raise VerilodeError(f"--space {word!r}: after LOW:HIGH only :log may follow")
    return found


def applied(config: RunConfig, values: Mapping[str, Any]) -> RunConfig:
    """The configuration with these values of a space in it."""
    own = {name.removeprefix(OWN): value for name, value in values.items() if name.startswith(OWN)}
    shared = {name: value for name, value in values.items() if not name.startswith(OWN)}
    return replace(config, **shared, options={**config.options, **own})


def values_of(config: RunConfig, space: Sequence[Parameter]) -> dict[str, Any]:
    """What a configuration has for the options of a space; those it leaves to the trainer's default are left out."""
    found = {}
    for name in (parameter.name for parameter in space):
        if not name.startswith(OWN):
            found[name] = getattr(config, name)
        elif name.removeprefix(OWN) in config.options:
            found[name] = config.options[name.removeprefix(OWN)]
    return found


def _parameter(name: str, value: Any, config: RunConfig) -> Parameter:
    kind = _type(name, config)
    if isinstance(value, list | tuple):
        if not value or len(set(map(repr, value))) < len(value):
            raise VerilodeError(f"search space: {name} needs different values to choose from, not {list(value)}")
        return Choice(name, tuple(float(one) if kind is float and type(one) is int else one for one in value))
    if not isinstance(value, Mapping) or set(value) - {"low", "high", "log"} or not {"low", "high"} <= set(value):
        raise VerilodeError(f"search space: {name} is a list of values or low, high and log, not {value!r}")
    low, high, log = _number(name, value["low"]), _number(name, value["high"]), bool(value.get("log", False))
    if not low < high or not math.isfinite(high - low):
        raise VerilodeError(f"search space: {name} needs a low end below its high end, not {low} and {high}")
    if log and low <= 0:
        raise VerilodeError(f"search space: {name} on a log scale must begin above 0, not at {low}")
    if kind is int:
        return Range(name, int(low), int(high), log, whole=True)
    return Range(name, float(low), float(high), log)


def _type(name: str, config: RunConfig) -> Any:
    """The option's type, if a run has it and it may differ between trials."""
    if name.startswith(OWN):
        known = {option.name: option.type for option in TRAINERS.options(config.trainer)}
        short = name.removeprefix(OWN)
        if short not in known:
            told = ", ".join(known) or "none"
            raise VerilodeError(f"search space: trainer {config.trainer!r} has no option {short!r}; it has: {told}")
        return known[short]
    kinds = {field.name: field.type for field in fields(RunConfig) if field.name not in _FIXED}
    if name not in kinds:
        raise VerilodeError(f"search space: no option {name!r} to search over; there are: {', '.join(kinds)}")
    return kinds[name]


def _try(config: RunConfig, name: str, value: Any) -> None:
    """Whether a run can have this value at all."""
    try:
        changed = applied(config, {name: value})
        TRAINERS.build(changed.trainer, changed.options)
    except VerilodeError as refused:
        raise VerilodeError(f"search space: {refused}") from None


def _number(name: str, value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise VerilodeError(f"search space: {name}: {value!r} is no number") from None
    return int(number) if number.is_integer() and "e" not in str(value).lower() and "." not in str(value) else number
