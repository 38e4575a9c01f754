"""Labelled places in a text; the value is a sorted JSON list of {"end", "label", "start"}.

Places count characters as Python does, which are Unicode code points, from 0, and `end` is the first one behind. A
browser and Label Studio count UTF-16 units instead (an emoji is two), so whoever talks to them converts there.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.core.records import Record
from pipelines.kinds._json import read_list, written
from pipelines.kinds._told import told_list
from pipelines.kinds._types import Invalid, Kind, Question, Task

_KEYS = {"start", "end", "label"}


def spans() -> Kind:
    """Mark every place of the text that one of the labels names."""
    return _Spans()


class _Spans(Kind):
    control = "spans"
    needs_labels = True
    order_of_fields = ("spans",)
    asks = (
        '"spans": every passage that one of the labels below names, as "text" copied letter by letter, its "label", '
        'and "nth": which occurrence of that text in the record is meant, counted from 1.'
    )

    def question(self, record: Record) -> Question:
        return Question(record.record_id, record.body, record.answer)

    def check(self, value: str, question: Question, task: Task) -> str:
        found = {_place(span, question, task) for span in read_list(value, "the spans")}
        return written([{"start": start, "end": end, "label": label} for start, end, label in sorted(found)])

    def schema(self, question: Question, task: Task) -> dict[str, Any]:
        properties = {
            "text": {"type": "string"},
            "label": {"type": "string", "enum": list(task.labels)},
            "nth": {"type": "integer", "minimum": 1},
        }
        span = {
            "type": "object",
            "properties": properties,
            "required": list(properties),
            "additionalProperties": False,
        }
        return {"spans": {"type": "array", "items": span}}

    def from_model(self, told: Mapping[str, Any], question: Question, task: Task) -> str:
        found = [_located(span, question.text) for span in told_list(told, "spans")]
        return self.check(written(found), question, task)

    def to_model(self, value: str, question: Question) -> dict[str, Any]:
        return {"spans": [_quoted(span, question.text) for span in read_list(value, "the spans")]}

    def classes(self, value: str) -> tuple[str, ...]:
        return tuple(sorted({span["label"] for span in read_list(value, "the spans")}))

    def frozen(self, record: Record, value: str) -> dict[str, str | None]:
        quoted = [_quoted(span, record.body) for span in read_list(value, "the spans")]
        answer = [{"label": span["label"], "text": span["text"]} for span in quoted]
        return {
            "response": written(answer),
            "label": value if record.response is None and record.label else record.label,
        }

    def variants(self, value: str, question: Question, task: Task) -> Sequence[str]:
        has = read_list(value, "the spans")
        fewer = [[span for span in has if span is not gone] for gone in has]
        renamed = [[{**has[0], "label": label}, *has[1:]] for label in task.labels if has and label != has[0]["label"]]
        word = re.search(r"\w+", question.text)
        more = [[{"start": word.start(), "end": word.end(), "label": task.labels[0]}]] if word and task.labels else []
        tried = [*renamed, *fewer] or more
        return [other for other in (self.check(written(one), question, task) for one in tried) if other != value]

    def shown(self, value: str, question: Question | None = None) -> str:
        places = read_list(value, "the spans")
        if question is None:
            return ", ".join(f"{span['label']} {span['start']}–{span['end']}" for span in places) or "none"
        return ", ".join(f"{span['label']}: {question.text[span['start'] : span['end']]}" for span in places) or "none"


def _place(span: Any, question: Question, task: Task) -> tuple[int, int, str]:
    """A span as (start, end, label), if it lies in the text and carries one of the labels."""
    if not isinstance(span, dict) or set(span) != _KEYS:
        raise Invalid("a span has start, end and label")
    start, end, label = span["start"], span["end"], span["label"]
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(question.text):
        raise Invalid(f"the span {start!r} to {end!r} does not lie in the text of {len(question.text)} characters")
    if not isinstance(label, str) or not label or (task.labels and label not in task.labels):
        raise Invalid(f"{label!r} is not one of the {len(task.labels)} labels")
    return start, end, label


def _located(span: Any, text: str) -> dict[str, Any]:
    """A quoted passage as a place in the text."""
    try:
        passage, label, nth = span["text"], span["label"], span.get("nth", 1)
        start = _places(passage, text)[nth - 1] if nth >= 1 else None
    except (KeyError, TypeError, AttributeError, IndexError):
        start = None
    if start is None:
        raise Invalid("a span's text must be copied from the record, and nth must count its occurrences")
    return {"start": start, "end": start + len(passage), "label": label}


def _quoted(span: Mapping[str, Any], text: str) -> dict[str, Any]:
    passage = text[span["start"] : span["end"]]
    nth = _places(passage, text).index(span["start"]) + 1
    return {"text": passage, "label": span["label"], "nth": nth}


def _places(passage: str, text: str) -> list[int]:
    """Where the passage stands, overlapping ones too: "ana" is in "banana" twice."""
    found: list[int] = []
    start = text.find(passage) if passage else -1
    while start >= 0:
        found.append(start)
        start = text.find(passage, start + 1)
    return found
