"""Try other thresholds of a filter: what it would keep and drop, in a moment and writing nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args

import yaml

from pipelines.core.errors import VerilodeError
from pipelines.run.signals import Trial, WhatIf
from pipelines.run.strata import By
from pipelines.store.project import Project


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The same records judged twice: by the recipe's options, and by those that were given."""

    present: WhatIf
    tried: WhatIf


def thresholds(project: Project, filter: str, *, set: list[str] | None = None, by: str | None = None) -> Thresholds:
    """Show what a filter over signals keeps and drops with other thresholds, beside the recipe's own.

    Args:
        filter: A filter that judges stored signals, for example language.
        set: OPTION=VALUE to try, repeatable; the others stay as the recipe has them.
        by: Count parts of the data, too: source, label, group or length.
    """
    if by not in (None, *get_args(By)):
        raise VerilodeError(f"--by is {by!r}, wanted {', '.join(get_args(By))}")
    options = dict(_option(entry) for entry in set or ())
    trial = Trial(project, filter, by)
    return Thresholds(trial.what_if({}), trial.what_if(options))


def _option(entry: str) -> tuple[str, Any]:
    """`min_words=20` as YAML reads it in a recipe."""
    name, given, value = entry.partition("=")
    try:
        return name.strip(), _plain(yaml.safe_load(value), given, entry)
    except yaml.YAMLError:
        raise VerilodeError(f"--set {entry!r}: the value is not YAML") from None


def _plain(value: Any, given: str, entry: str) -> Any:
    if not given:
        raise VerilodeError(f"--set {entry!r}: wanted OPTION=VALUE")
    return value


def show(result: Thresholds) -> Iterator[str]:
    """The recipe's numbers beside the tried ones."""
    present, tried = result.present, result.tried
    changed = [f"{name}={value}" for name, value in tried.options.items() if present.options.get(name) != value]
    yield f"{present.filter} on {present.in_:,} records; tried: {', '.join(changed) or 'the options of the recipe'}"
    yield f"{'':<34} {'recipe':>12} {'tried':>12} {'change':>12}"
    yield _row("kept", present.kept, tried.kept)
    yield _row("dropped", present.dropped, tried.dropped)
    for rule in dict.fromkeys([*present.rules, *tried.rules]):
        yield _row(f"  {rule}", present.rules.get(rule, 0), tried.rules.get(rule, 0))
    for before, after in zip(present.strata, tried.strata, strict=True):
        yield _row(f"dropped of {before.name[:22]}", before.dropped, after.dropped)


def _row(name: str, before: int, after: int) -> str:
    return f"{name:<34} {before:>12,} {after:>12,} {after - before:>+12,}"
