"""Metrics: one file each, a factory that returns a function of expected and answered texts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipelines.core.registry import Registry

METRICS = Registry("training.metrics")


@dataclass(frozen=True, slots=True)
class Score:
    """A figure between 0 and 1, and each item's own where the metric has one."""

    value: float
    items: tuple[float, ...] | None = None


Metric = Callable[[Sequence[str], Sequence[str]], Score]
