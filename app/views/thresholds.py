"""What the data page reads about thresholds: the numbers a filter's rules turn on, their signals, what others do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import yaml

from app.views.newest import per_commit
from app.views.shape import Shape, shape_of
from app.views.stops import Number, share_stops, value_stops
from pipelines.core.errors import VerilodeError
from pipelines.core.rules import Percentile, Rule, Rules
from pipelines.filters import FILTERS
from pipelines.run.clean import step_of
from pipelines.run.matrix import column, find_signals
from pipelines.run.signals import Trial, WhatIf
from pipelines.run.strata import By
from pipelines.store.project import Project
from pipelines.store.selection import current_plan, stays

_PROBES = (10**9, 0, 1, 0.5, 0.25)
"""Values put into an option to see which rule it moves; some refuse the first ones, or have them already."""


@dataclass(frozen=True, slots=True)
class Knob:
    """One threshold: an option of the filter, and the bound of the rule that it sets.

    `value` is the recipe's, None for no bound; `stops` are values worth trying, in order, the recipe's among them.
    """

    option: str
    help: str
    side: str
    value: Number | None
    stops: Sequence[Number | None]
    share: bool


@dataclass(frozen=True, slots=True)
class Turnable:
    """A rule of the filter with its thresholds and its signal; one that compares no numbers has neither."""

    rule: Rule
    knobs: Sequence[Knob]
    shape: Shape | None

    def bounds(self, chosen: Mapping[str, Number | None]) -> dict[str, float | None]:
        """The smallest and the largest sound value with thresholds by side; percentiles as the values they fall on."""
        if self.shape is None or not isinstance(self.rule, Percentile):
            return dict(chosen)
        return {side: self.shape.at(share) for side, share in chosen.items() if share not in (None, 0, 1)}


@per_commit
def filters_over_signals(project: Project) -> list[str]:
    """The recipe's filters that are made of rules over signals, in order."""
    steps = [(name, options) for name, options in project.recipe.clean if name in FILTERS]
    found = [name for name, options in steps if isinstance(step_of(project, name, options), Rules)]
    return list(dict.fromkeys(found))


@per_commit
def ready(project: Project, name: str) -> bool:
    """Whether the signals that the filter needs are stored for the texts as they stand."""
    rules, before = _rules(project, name), _before(project, name)
    return all(find_signals(project.tables, f, options, before) for f, options in rules.signals.items())


@per_commit
def turnables(project: Project, name: str) -> list[Turnable]:
    """The filter's rules in order, each with its thresholds and how its signal's values lie."""
    rules = _rules(project, name)
    return [_turnable(project, name, rules, place) for place in range(len(rules.rules))]


@per_commit
def tried(project: Project, name: str, options: tuple[tuple[str, Number | None], ...], by: By | None = None) -> WhatIf:
    """What the filter does with these options in place of the recipe's; to each part of the data, too, if asked."""
    return _trial(project, name, by).what_if(dict(options))


def recipe_line(name: str, options: Mapping[str, Any]) -> str:
    """The step as it stands in the list `clean` of a recipe."""
    if not options:
        return f"- {name}"
    flow = yaml.safe_dump(dict(options), default_flow_style=True, sort_keys=False, allow_unicode=True, width=10**6)
    return f"- {name}: {flow.strip()}"


@per_commit
def _trial(project: Project, name: str, by: By | None) -> Trial:
    return Trial(project, name, by)


def _given(project: Project, name: str) -> Mapping[str, Any]:
    return next(options for step, options in project.recipe.clean if step == name)


def _rules(project: Project, name: str, **instead: Number | None) -> Rules:
    return step_of(project, name, {**_given(project, name), **instead})


def _turnable(project: Project, name: str, rules: Rules, place: int) -> Turnable:
    rule = rules.rules[place]
    if not hasattr(rule, "low"):
        return Turnable(rule, [], None)
    values = _values(project, name, rules, rule)
    moved = ((option, _side(project, name, rules, place, option.name)) for option in FILTERS.options(name))
    knobs = [_knob(rule, option.name, option.help, side, values) for option, side in moved if side]
    return Turnable(rule, knobs, shape_of(values))


def _side(project: Project, name: str, rules: Rules, place: int, option: str) -> str | None:
    """The bound of the rule in this place that the option sets; None if it sets none, or changes the signals, too."""
    present = rules.rules[place]
    for probe in _PROBES:
        try:
            other = _rules(project, name, **{option: probe})
        except VerilodeError:
            continue
        if dict(other.signals) != dict(rules.signals) or len(other.rules) != len(rules.rules):
            return None
        for side in ("low", "high"):
            if getattr(other.rules[place], side) == probe != getattr(present, side):
                return side
    return None


def _knob(rule: Rule, option: str, help: str, side: str, values: np.ndarray) -> Knob:
    value = getattr(rule, side)
    if isinstance(rule, Percentile):
        return Knob(option, help, side, value, share_stops(side, value), share=True)
    return Knob(option, help, side, value, value_stops(values, value), rule.share)


def _values(project: Project, name: str, rules: Rules, rule: Rule) -> np.ndarray:
    """The rule's column for the records that stand before the filter, those without a value left out."""
    before, family = _before(project, name), rule.column.partition(".")[0]
    stored = find_signals(project.tables, family, rules.signals[family], before)
    values = np.asarray(column(project.tables, {family: stored}, rule.column))[_standing(project, name)]
    return values if values.dtype.kind in "iub" else values[np.isfinite(values)]


@per_commit
def _standing(project: Project, name: str) -> np.ndarray:
    return stays(project.tables, _before(project, name))


def _before(project: Project, name: str) -> list[Any]:
    plan = current_plan(project.tables)
    steps = [commit.step for commit in plan]
    return plan[: steps.index(name)] if name in steps else plan
