"""A whole example put right: system, instruction and response; the value is a JSON object of these three."""

from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.core.records import Record
from pipelines.kinds._json import read_object, written
from pipelines.kinds._told import told_text
from pipelines.kinds._types import Invalid, Kind, Question, Task
from pipelines.kinds.generate import answered, asked, first_half

FIELDS = ("system", "instruction", "response")


def edit() -> Kind:
    """Put instruction and response right, both at once."""
    return _Edit()


class _Edit(Kind):
    control = "fields"
    hideable = False
    fault = "not acceptable"
    order_of_fields = FIELDS
    asks = (
        '"system" (empty if the record has none), "instruction" and "response": the whole example as it should be, '
        "changed only where it is wrong."
    )

    def question(self, record: Record) -> Question:
        instruction = record.instruction or record.text or asked(record)
        draft = {"system": record.system or "", "instruction": instruction, "response": answered(record) or ""}
        given = written(draft) if draft["response"] else None
        return Question(record.record_id, record.body, given)

    def check(self, value: str, question: Question, task: Task) -> str:
        fields = read_object(value, "the example")
        if set(fields) != set(FIELDS) or not all(isinstance(part, str) for part in fields.values()):
            raise Invalid("an example has system, instruction and response, each a text")
        for name in ("instruction", "response"):
            if not fields[name].strip():
                raise Invalid(f"the {name} is empty")
        return written(fields)

    def schema(self, question: Question, task: Task) -> dict[str, Any]:
        return {name: {"type": "string"} for name in FIELDS}

    def from_model(self, told: Mapping[str, Any], question: Question, task: Task) -> str:
        return self.check(written({name: told_text(told, name) for name in FIELDS}), question, task)

    def to_model(self, value: str, question: Question) -> dict[str, Any]:
        return read_object(value, "the example")

    def options(self, task: Task) -> tuple[str, ...]:
        return ()

    def frozen(self, record: Record, value: str) -> dict[str, str | None]:
        fields = read_object(value, "the example")
        return {**fields, "system": fields["system"] or None, "messages": None, "text": None}

    def variants(self, value: str, question: Question, task: Task) -> Sequence[str]:
        fields = read_object(value, "the example")
        half = first_half(fields["response"])
        return [written({**fields, "response": half})] if half != fields["response"].strip() else []

    def shown(self, value: str, question: Question | None = None) -> str:
        fields = read_object(value, "the example")
        return "\n\n".join(fields[name] for name in FIELDS if fields[name])
