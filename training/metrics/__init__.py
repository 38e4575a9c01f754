"""Metrics: one file each, a factory that returns a function of answered questions.

Beside the factory a file may say `FITS`: the task kinds it is measured for when a recipe names no metrics.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipelines.core.registry import Registry

METRICS = Registry("training.metrics")


@dataclass(frozen=True, slots=True)
class Answered:
    """One held-out question with the answer wanted and the answer given.

    Args:
        record_id: Leads back to the data.
        prompt: The question as text: the last turn before the answer.
        expected: The answer that people signed.
        answered: What the model said.
        confidence: Probability the model gave its own answer, None where it was not measured.
        meta: Entries of the record, such as the unit tests of a programming task.
    """

    record_id: str
    prompt: str
    expected: str
    answered: str
    confidence: float | None = None
    meta: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Score:
    """What a metric found.

    Args:
        value: The figure, between 0 and 1.
        items: Each question's own, in order, where the metric has one; their mean is the value.
        parts: Further figures by name, such as precision and recall.
        lower_is_better: Whether 0 is perfect, as for an error.
    """

    value: float
    items: tuple[float, ...] | None = None
    parts: Mapping[str, float] = field(default_factory=dict)
    lower_is_better: bool = False


Metric = Callable[[Sequence[Answered]], Score]


def fits(name: str) -> tuple[str, ...]:
    """The task kinds a metric is measured for by default."""
    return getattr(sys.modules[METRICS.get(name).__module__], "FITS", ())


def fitting(kind: str) -> list[str]:
    """The metrics measured by default for a task of this kind."""
    return [name for name in METRICS.names() if kind in fits(name)]
