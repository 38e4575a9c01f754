"""Texts put in order, the best first; the value is a JSON list of candidate numbers in the record's own order.

Two candidates are a preference pair. What is frozen is the best against the worst, so two orders agree when they name
the same best and the same worst.
"""

import string
from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.core.records import Record
from pipelines.kinds._json import read_list, written
from pipelines.kinds._told import told_list
from pipelines.kinds._types import Invalid, Kind, Question, Task
from pipelines.kinds.generate import asked, without_answer

ENTRY = "candidates"
"""Entry of `meta` that holds more than two candidates, at most as many as there are letters."""

_LETTERS = {letter: place for place, letter in enumerate(string.ascii_uppercase)}


def rank() -> Kind:
    """Put the answers in order, the best first."""
    return _Rank()


class _Rank(Kind):
    control = "order"
    fault = "flipped"
    order_of_fields = ("order",)
    asks = '"order": the letters of all candidates, the best answer first.'

    def question(self, record: Record) -> Question:
        candidates = candidates_of(record)
        # a pair says which one is chosen; a longer list says nothing about its order
        given = written([0, 1]) if candidates == (record.response, record.rejected) else None
        return Question(record.record_id, asked(record), given, candidates)

    def check(self, value: str, question: Question, task: Task) -> str:
        order = read_list(value, "the order")
        numbers = sorted(number for number in order if type(number) is int)
        if len(question.candidates) < 2:
            raise Invalid("there are not two candidates to put in order")
        if len(numbers) != len(order) or numbers != list(range(len(question.candidates))):
            raise Invalid(f"the order must name each of the {len(question.candidates)} candidates once")
        return written(order)

    def agree(self, one: str, other: str) -> bool:
        first, second = read_list(one, "the order"), read_list(other, "the order")
        return first[:1] + first[-1:] == second[:1] + second[-1:]

    def schema(self, question: Question, task: Task) -> dict[str, Any]:
        letters = list(string.ascii_uppercase[: len(question.candidates)])
        return {"order": {"type": "array", "items": {"type": "string", "enum": letters}}}

    def from_model(self, told: Mapping[str, Any], question: Question, task: Task) -> str:
        try:
            order = [question.order[_LETTERS[letter]] for letter in told_list(told, "order")]
        except (TypeError, KeyError, IndexError):
            raise Invalid("order must name the letter of each candidate once") from None
        return self.check(written(order), question, task)

    def to_model(self, value: str, question: Question) -> dict[str, Any]:
        shown = question.order
        return {"order": [string.ascii_uppercase[shown.index(number)] for number in read_list(value, "the order")]}

    def options(self, task: Task) -> tuple[str, ...]:
        return ()

    def frozen(self, record: Record, value: str) -> dict[str, str | None]:
        candidates, order = candidates_of(record), read_list(value, "the order")
        chosen = {"response": candidates[order[0]], "rejected": candidates[order[-1]]}
        return {**chosen, **without_answer(record)}

    def variants(self, value: str, question: Question, task: Task) -> Sequence[str]:
        return [written(read_list(value, "the order")[::-1])]

    def shown(self, value: str, question: Question | None = None) -> str:
        order = read_list(value, "the order")
        if question is None:
            return " > ".join(str(number + 1) for number in order)
        return " > ".join(string.ascii_uppercase[question.order.index(number)] for number in order)


def candidates_of(record: Record) -> tuple[str, ...]:
    """The texts to put in order: those of `meta`, else the chosen and the rejected answer."""
    listed = _listed(record.meta.get(ENTRY))
    if len(listed) > 1:
        # entries of `meta` are JSON and may hold halves of characters, which nothing could freeze
        return tuple(str(text).encode("utf-8", "replace").decode("utf-8") for text in listed[: len(_LETTERS)])
    return tuple(text for text in (record.response, record.rejected) if text is not None)


def _listed(entry: Any) -> list[Any]:
    """The candidates in an entry of `meta`: a list, or the JSON of one, as a column of a file has it."""
    if isinstance(entry, str):
        try:
            entry = read_list(entry, "the candidates")
        except Invalid:
            return []
    return entry if isinstance(entry, list) else []
