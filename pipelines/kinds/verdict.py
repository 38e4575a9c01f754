"""Whether a written example may stand as it is; the value is "acceptable" or "not acceptable"."""

from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.core.records import Record
from pipelines.kinds._told import told_text
from pipelines.kinds._types import Invalid, Kind, Question, Task

ACCEPTABLE, NOT_ACCEPTABLE = "acceptable", "not acceptable"
VERDICTS = (ACCEPTABLE, NOT_ACCEPTABLE)


def verdict() -> Kind:
    """Say whether the example may be learned from as it stands."""
    return _Verdict()


class _Verdict(Kind):
    control = "choice"
    order_of_fields = ("verdict",)
    asks = '"verdict": "acceptable" if the record may be learned from exactly as it stands, else "not acceptable".'

    def question(self, record: Record) -> Question:
        text = record.body if record.text is None else "\n".join(p for p in (record.text, record.response) if p)
        return Question(record.record_id, "\n\n".join(part for part in (record.system, text) if part))

    def check(self, value: str, question: Question, task: Task) -> str:
        if value not in VERDICTS:
            raise Invalid(f"a verdict is {ACCEPTABLE!r} or {NOT_ACCEPTABLE!r}")
        return value

    def schema(self, question: Question, task: Task) -> dict[str, Any]:
        return {"verdict": {"type": "string", "enum": list(VERDICTS)}}

    def from_model(self, told: Mapping[str, Any], question: Question, task: Task) -> str:
        return self.check(told_text(told, "verdict"), question, task)

    def to_model(self, value: str, question: Question) -> dict[str, Any]:
        return {"verdict": value}

    def options(self, task: Task) -> tuple[str, ...]:
        return VERDICTS

    def classes(self, value: str) -> tuple[str, ...]:
        return (value,)

    def frozen(self, record: Record, value: str) -> dict[str, str | None] | None:
        return {"response": record.response} if value == ACCEPTABLE else None

    def variants(self, value: str, question: Question, task: Task) -> Sequence[str]:
        return [other for other in VERDICTS if other != value]
