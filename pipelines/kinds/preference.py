"""Which of two answers is the better one; the value is "first", "second", "tie" or "both bad".

The two stand on the screen in the record's own order: whoever writes such a record mixes them (a coin per record), so
that neither the order nor the record tells where an answer came from. Votes are opinions: people who differ have made
no mistake that somebody must settle.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.core.records import Record
from pipelines.kinds._told import told_text
from pipelines.kinds._types import Invalid, Kind, Question, Task
from pipelines.kinds.generate import asked, without_answer
from pipelines.kinds.rank import candidates_of

FIRST, SECOND, TIE, BOTH_BAD = "first", "second", "tie", "both bad"
CHOICES = (FIRST, SECOND, TIE, BOTH_BAD)
_NEAR = {FIRST: SECOND, SECOND: FIRST, TIE: FIRST, BOTH_BAD: TIE}


class AsTheyStand(Question):
    """A question whose candidates are shown in the record's own order."""

    @property
    def order(self) -> tuple[int, ...]:
        """The first one is on the left."""
        return tuple(range(len(self.candidates)))


def preference() -> Kind:
    """Say which of two answers is better, that they are equally good, or that both are bad."""
    return _Preference()


class _Preference(Kind):
    control = "preference"
    opinion = True
    fault = "not decided"
    order_of_fields = ("better",)
    asks = '"better": "first" or "second", the better answer; "tie" if they are equally good, "both bad" if neither is.'

    def question(self, record: Record) -> Question:
        return AsTheyStand(record.record_id, asked(record), None, candidates_of(record)[:2])

    def check(self, value: str, question: Question, task: Task) -> str:
        if len(question.candidates) != 2:
            raise Invalid("there are not two answers to compare")
        if value not in CHOICES:
            raise Invalid(f"a preference is one of: {', '.join(CHOICES)}")
        return value

    def schema(self, question: Question, task: Task) -> dict[str, Any]:
        return {"better": {"type": "string", "enum": list(CHOICES)}}

    def from_model(self, told: Mapping[str, Any], question: Question, task: Task) -> str:
        return self.check(told_text(told, "better"), question, task)

    def to_model(self, value: str, question: Question) -> dict[str, Any]:
        return {"better": value}

    def options(self, task: Task) -> tuple[str, ...]:
        return CHOICES

    def classes(self, value: str) -> tuple[str, ...]:
        return (value,)

    def frozen(self, record: Record, value: str) -> dict[str, str | None] | None:
        first, second = candidates_of(record)[:2]
        if value not in (FIRST, SECOND):
            return None
        better, worse = (first, second) if value == FIRST else (second, first)
        return {"response": better, "rejected": worse, **without_answer(record)}

    def variants(self, value: str, question: Question, task: Task) -> Sequence[str]:
        return [_NEAR[value]]
