"""Any number of labels out of a set, flat or hierarchical codes; the value is a sorted JSON list of labels."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pipelines.core.records import Record
from pipelines.kinds._json import read_list, written
from pipelines.kinds._told import told_list
from pipelines.kinds._types import Invalid, Kind, Question, Task


def multilabel() -> Kind:
    """Choose every label that fits; of a code and the codes below it only the most specific one stands."""
    return _Multilabel()


class _Multilabel(Kind):
    control = "choices"
    needs_labels = True
    order_of_fields = ("labels",)
    asks = '"labels": every one of the labels below that fits, each once; an empty list if none does.'

    def question(self, record: Record) -> Question:
        return Question(record.record_id, record.body, _given(record.answer))

    def check(self, value: str, question: Question, task: Task) -> str:
        labels = read_list(value, "the labels")
        if not all(isinstance(label, str) and label for label in labels):
            raise Invalid("every label must be text")
        for label in labels:
            if task.labels and label not in task.labels:
                raise Invalid(f"{label!r} is not one of the {len(task.labels)} labels")
        return written(most_specific(labels, task.separator))

    def schema(self, question: Question, task: Task) -> dict[str, Any]:
        return {"labels": {"type": "array", "items": {"type": "string", "enum": list(task.labels)}}}

    def from_model(self, told: Mapping[str, Any], question: Question, task: Task) -> str:
        return self.check(written(told_list(told, "labels")), question, task)

    def to_model(self, value: str, question: Question) -> dict[str, Any]:
        return {"labels": read_list(value, "the labels")}

    def classes(self, value: str) -> tuple[str, ...]:
        return tuple(read_list(value, "the labels"))

    def frozen(self, record: Record, value: str) -> dict[str, str | None]:
        return {"response": value, "label": value if record.response is None and record.label else record.label}

    def variants(self, value: str, question: Question, task: Task) -> Sequence[str]:
        has = read_list(value, "the labels")
        fewer = [[label for label in has if label != gone] for gone in has]
        more = [[*has, label] for label in task.labels if label not in has]
        found = (written(most_specific(labels, task.separator)) for labels in [*more, *fewer])
        return [other for other in found if other != value]

    def shown(self, value: str, question: Question | None = None) -> str:
        return ", ".join(read_list(value, "the labels")) or "none"


def most_specific(labels: Iterable[str], separator: str) -> list[str]:
    """Each label once, sorted, without those that another one lies below."""
    found = sorted(set(labels))
    if not separator:
        return found
    return [label for label in found if not any(other.startswith(label + separator) for other in found)]


def _given(answer: str | None) -> str | None:
    """What a file says: a JSON list, or labels between semicolons or bars."""
    if not answer or not answer.strip():
        return None
    try:
        labels = read_list(answer, "the labels")
    except Invalid:
        labels = [part.strip() for part in answer.replace("|", ";").split(";")]
    return written(sorted({str(label) for label in labels if str(label)}))
