"""Template: texts in a list that is dragged into order, the best first."""

import json
import string
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from typing import Any

from annotation.templates._types import ANSWER, Result, Template, entry, held
from annotation.templates._xml import add, text_safe
from pipelines.kinds import Invalid, Question, Task

LIST = "candidates"


def rank() -> Template:
    """The candidates named A, B, C … in the order of `question.order`; neither name nor order tells the source's."""
    return _Rank()


class _Rank(Template):
    name = "rank"
    kind = "rank"

    def takes(self, question: Question) -> bool:
        return len(question.candidates) >= 2

    def controls(self, view: ET.Element, task: Task) -> None:
        add(view, "List", name=LIST, value=f"${LIST}", title="Best first")
        add(view, "Ranker", name=ANSWER, toName=LIST)

    def fields(self, question: Question) -> dict[str, Any]:
        shown = [(name, text_safe(question.candidates[number])) for name, number in _letters(question).items()]
        return {LIST: [{"id": name, "title": name, "body": text} for name, text in shown]}

    def shown_candidates(self, data: Mapping[str, Any]) -> list[str]:
        listed = data.get(LIST)
        if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
            raise Invalid("the task holds no candidates")
        return [str(one.get("body", "")) for one in listed]

    def results(self, value: str, question: Question) -> list[dict[str, Any]]:
        letter = {number: name for name, number in _letters(question).items()}
        return [entry("ranker", {"ranker": {ANSWER: [letter[number] for number in json.loads(value)]}}, to=LIST)]

    def answer(self, results: Sequence[Result], question: Question) -> str | None:
        if not results:
            return None
        ranked, letters = held(results[-1]).get("ranker"), _letters(question)
        names = next(iter(ranked.values()), None) if isinstance(ranked, dict) else ranked
        if not isinstance(names, list) or not all(isinstance(name, str) and name in letters for name in names):
            raise Invalid(f"the order is {names!r}, wanted the names {', '.join(letters)}")
        return json.dumps([letters[name] for name in names], separators=(",", ":"))


def _letters(question: Question) -> dict[str, int]:
    """Each candidate's name on the screen and its number in the record."""
    return dict(zip(string.ascii_uppercase, question.order, strict=False))
