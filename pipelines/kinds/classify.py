"""One label out of a set; the value is the label."""

from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.core.records import Record
from pipelines.kinds._told import storable, told_text
from pipelines.kinds._types import Invalid, Kind, Question, Task


def classify() -> Kind:
    """Choose the one label that fits."""
    return _Classify()


class _Classify(Kind):
    control = "choice"
    needs_labels = True
    order_of_fields = ("label",)
    asks = '"label": exactly one of the labels below.'

    def question(self, record: Record) -> Question:
        return Question(record.record_id, record.body, record.answer)

    def check(self, value: str, question: Question, task: Task) -> str:
        if not value:
            raise Invalid("no label")
        if task.labels and value not in task.labels:
            raise Invalid(f"{value!r} is not one of the {len(task.labels)} labels")
        return storable(value)

    def schema(self, question: Question, task: Task) -> dict[str, Any]:
        return {"label": {"type": "string", "enum": list(task.labels)}}

    def from_model(self, told: Mapping[str, Any], question: Question, task: Task) -> str:
        return self.check(told_text(told, "label"), question, task)

    def to_model(self, value: str, question: Question) -> dict[str, Any]:
        return {"label": value}

    def classes(self, value: str) -> tuple[str, ...]:
        return (value,)

    def frozen(self, record: Record, value: str) -> dict[str, str | None]:
        # where a response is the answer, a label beside it (a thumb up or down) is not what was asked for
        beside = record.label if record.response is not None or record.label is None else value
        return {"response": value, "label": beside}

    def variants(self, value: str, question: Question, task: Task) -> Sequence[str]:
        return [label for label in task.labels if label != value]
