"""Reward by a metric of the evaluation: whatever can be measured answer by answer can be trained for."""

from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.core.errors import VerilodeError
from training.metrics import METRICS, Answered
from training.rewards import Attempt, Reward


def metric(name: str, options: Mapping[str, Any] | None = None) -> Reward:
    """The score a metric gives each answer, such as token_f1 or json_valid.

    Args:
        name: Metric that scores each answer by itself.
        options: Options of that metric.
    """
    measure = METRICS.build(name, options)

    def grade(attempts: Sequence[Attempt]) -> list[float]:
        items = measure([_answered(attempt) for attempt in attempts]).items
        if items is None:
            raise VerilodeError(f"metric {name!r} scores a whole set of answers and is no reward for one")
        return [float(item) for item in items]

    return Reward(grade, needs_expected=True)


def _answered(attempt: Attempt) -> Answered:
    asked = attempt.asked
    question = asked.prompt[-1]["content"]
    return Answered(asked.record_id, question, asked.expected or "", attempt.answered, None, asked.meta)
