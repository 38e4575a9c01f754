"""Template: two texts side by side, of which the better one is chosen."""

import json
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from typing import Any

from annotation.templates._types import ANSWER, Result, Template, entry, held
from annotation.templates._xml import add, text_safe
from pipelines.kinds import Invalid, Question, Task

SIDES = ("left", "right")
PLACES = ("first", "second")


def pairwise() -> Template:
    """The candidates in the order of `question.order`, so that the source's preference does not show."""
    return _Pairwise()


class _Pairwise(Template):
    name = "pairwise"
    kind = "rank"
    preference = 1

    def takes(self, question: Question) -> bool:
        return len(question.candidates) == 2

    def controls(self, view: ET.Element, task: Task) -> None:
        add(view, "Header", value="Click the better one", size="6")
        add(view, "Pairwise", name=ANSWER, toName=",".join(PLACES))
        for place in PLACES:
            add(view, "Text", name=place, value=f"${place}")

    def fields(self, question: Question) -> dict[str, Any]:
        shown = [text_safe(question.candidates[number]) for number in question.order]
        return dict(zip(PLACES, shown, strict=True))

    def shown_candidates(self, data: Mapping[str, Any]) -> list[str]:
        return [str(data.get(place, "")) for place in PLACES]

    def results(self, value: str, question: Question) -> list[dict[str, Any]]:
        side = SIDES[question.order.index(json.loads(value)[0])]
        return [entry("pairwise", {"selected": side}, to=PLACES[0])]

    def answer(self, results: Sequence[Result], question: Question) -> str | None:
        sides = [held(result).get("selected") for result in results]
        if not sides:
            return None
        if len(sides) > 1 or sides[0] not in SIDES:
            raise Invalid(f"the better side is {sides!r}, wanted one of left and right")
        order = question.order if sides[0] == SIDES[0] else question.order[::-1]
        return json.dumps(list(order), separators=(",", ":"))
