"""What the sweeps page reads: sweeps, their trials as a table, and the points of its charts."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from app.views.newest import readable
from pipelines.store.project import Project
from training.sweep.listed import Listed, list_sweeps, load_sweep

_FEW = 4
"""Values of an option up to which all are labelled."""
_WIDE = 30
"""Ratio of the largest to the smallest number from which on ratios, and not distances, are shown."""


@readable()
def sweeps(project: Project) -> list[Listed]:
    """All sweeps, the newest first."""
    return list_sweeps(project)


@readable()
def sweep_named(project: Project, name: str) -> Listed:
    """One sweep as it is now."""
    return load_sweep(project, name)


def table(trials: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One row per trial: what it is, what it reached, its values, and why it ended."""
    return [
        {
            "trial": trial["number"],
            "state": trial["state"],
            "value": trial["value"],
            "validation loss": trial["eval_loss"],
            "general loss": trial["general_increase"],
            **{name: _plain(value) for name, value in trial["params"].items()},
            "took": trial["seconds"],
            "run": trial["run"] or "",
            "why": trial["reason"] or "",
        }
        for trial in trials
    ]


def climb(trials: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Per finished trial its value and the best so far."""
    points, best = [], -math.inf
    for trial in trials:
        if trial["value"] is not None:
            best = max(best, trial["value"])
            points.append({"trial": trial["number"], "value": trial["value"], "best": best})
    return points


def coordinates(trials: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each finished trial at each option: where its value lies between the lowest and the highest tried.

    Numbers that lie far apart are placed by their logarithm, values that are no numbers in the order of their names.
    `rank` goes from 0, the worst trial, to 1, the best.
    """
    finished = [trial for trial in trials if trial["value"] is not None]
    order = sorted(trial["value"] for trial in finished)
    names = list(finished[0]["params"]) if finished else []
    places = {name: _places([trial["params"].get(name) for trial in finished]) for name in names}
    return [
        {
            "trial": trial["number"],
            "option": name,
            "place": places[name][position],
            "setting": _said(trial["params"].get(name)),
            "value": trial["value"],
            "rank": order.index(trial["value"]) / max(1, len(order) - 1),
        }
        for position, trial in enumerate(finished)
        for name in names
    ]


def ends(trials: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What stands beside each option's axis: its few values, or the lowest and the highest."""
    points = coordinates(trials)
    found: dict[str, dict[float, str]] = {}
    for point in points:
        found.setdefault(point["option"], {})[point["place"]] = point["setting"]
    return [
        {"option": name, "place": place, "setting": at[place]}
        for name, at in found.items()
        for place in (sorted(at) if len(at) <= _FEW else [min(at), max(at)])
    ]


def _places(values: Sequence[Any]) -> list[float]:
    """Positions from 0 to 1; all in the middle where there is only one value."""
    numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
    order = sorted(set(map(str, values)))
    figures = [float(value) if numbers else float(order.index(str(value))) for value in values]
    if numbers and min(figures) > 0 and max(figures) / min(figures) > _WIDE:
        figures = [math.log(figure) for figure in figures]
    low, high = min(figures), max(figures)
    return [(figure - low) / (high - low) if high > low else 0.5 for figure in figures]


def _said(value: Any) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | float) else str(value)
