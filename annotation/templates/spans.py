"""Template: labelled places in the text."""

import json
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from typing import Any

from annotation.templates._types import ANSWER, TEXT, Result, Template, entry
from annotation.templates._xml import add, options, text_safe
from pipelines.core.errors import VerilodeError
from pipelines.core.ids import canonical_json
from pipelines.kinds import Invalid, Question, Task


def spans() -> Template:
    """Passages are marked in the text itself."""
    return _Spans()


class _Spans(Template):
    name = "spans"
    kind = "spans"

    def controls(self, view: ET.Element, task: Task) -> None:
        if not task.labels:
            raise VerilodeError("there is nothing to mark: the task has no labels")
        options(add(view, "Labels", name=ANSWER, toName=TEXT), "Label", task.labels)

    def results(self, value: str, question: Question) -> list[dict[str, Any]]:
        text = text_safe(question.text)
        return [entry("labels", _marked(span, text)) for span in json.loads(value)]

    def answer(self, results: Sequence[Result], question: Question) -> str | None:
        text = text_safe(question.text)
        places = [_place(result.get("value"), text) for result in results]
        return canonical_json(places).decode("utf-8", "surrogatepass")


def _marked(span: Mapping[str, Any], text: str) -> dict[str, Any]:
    start, end = span["start"], span["end"]
    return {"start": start, "end": end, "text": text[start:end], "labels": [span["label"]]}


def _place(value: Any, text: str) -> dict[str, Any]:
    """A marked place, if it lies in the text and holds what it says it holds.

    Label Studio 1.23 counts characters as Python does; a client that counts UTF-16 units is understood where the
    quoted text proves it.
    """
    try:
        start, end, quoted = value["start"], value["end"], value.get("text")
        (label,) = value["labels"]
    except (TypeError, KeyError, AttributeError, ValueError):
        raise Invalid("a marked place needs start, end and one label") from None
    places = [(start, end), _from_utf16(start, end, text)] if type(start) is type(end) is int else []
    inside = [(a, b) for a, b in places if 0 <= a < b <= len(text)]
    if not inside:
        raise Invalid(f"the place {start!r} to {end!r} does not lie in the text of {len(text)} characters")
    for a, b in inside:
        if quoted is None or quoted == text[a:b]:
            return {"start": a, "end": b, "label": label}
    raise Invalid(f"the place {start} to {end} holds {text[inside[0][0] : inside[0][1]]!r}, not {quoted!r}")


def _from_utf16(start: int, end: int, text: str) -> tuple[int, int]:
    """The place in characters of one in UTF-16 units; (0, 0) where a unit lies inside a character."""
    units = text.encode("utf-16-le")
    try:
        before, inside = units[: 2 * start].decode("utf-16-le"), units[2 * start : 2 * end].decode("utf-16-le")
    except UnicodeDecodeError:
        return 0, 0
    return len(before), len(before) + len(inside)
