"""Template: two texts side by side, and whether the left, the right, both or neither is good."""

import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from typing import Any

from annotation.templates._types import ANSWER, ID_FIELD, TEXT, Result, Template, content, entry
from annotation.templates._xml import add, options, text_safe
from pipelines.kinds import Invalid, Question, Task
from pipelines.kinds.preference import BOTH_BAD, FIRST, SECOND, TIE, AsTheyStand

PLACES = ("first", "second")
NAMES = {FIRST: "left is better", SECOND: "right is better", TIE: "equally good", BOTH_BAD: "both are bad"}
"""What the boxes say; Label Studio's own control for pairs knows neither a tie nor two bad answers."""


def preference() -> Template:
    """Two texts and four boxes, of which one is chosen."""
    return _Preference()


class _Preference(Template):
    name = "preference"
    kind = "preference"

    def takes(self, question: Question) -> bool:
        return len(question.candidates) == 2

    def controls(self, view: ET.Element, task: Task) -> None:
        sides = add(view, "View", style="display: grid; grid-template-columns: 1fr 1fr; gap: 1rem")
        for place in PLACES:
            add(add(sides, "View"), "Text", name=place, value=f"${place}")
        boxes = add(view, "Choices", name=ANSWER, toName=TEXT, choice="single-radio", showInLine="true")
        options(boxes, "Choice", NAMES.values())

    def fields(self, question: Question) -> dict[str, Any]:
        return {place: text_safe(text) for place, text in zip(PLACES, question.candidates, strict=True)}

    def shown_candidates(self, data: Mapping[str, Any]) -> list[str]:
        return [str(data.get(place, "")) for place in PLACES]

    def question(self, data: Mapping[str, Any]) -> Question:
        name, text = data.get(ID_FIELD), data.get(TEXT)
        if not isinstance(name, str) or not isinstance(text, str):
            raise Invalid("the task holds no record of ours")
        return AsTheyStand(name, text, None, tuple(self.shown_candidates(data)))

    def results(self, value: str, question: Question) -> list[dict[str, Any]]:
        return [entry("choices", {"choices": [NAMES[value]]})]

    def answer(self, results: Sequence[Result], question: Question) -> str | None:
        found = content(results, "choices")
        if not found:
            return None
        values = {said: value for value, said in NAMES.items()}
        if len(found) > 1 or found[0] not in values:
            raise Invalid(f"the answer is {found!r}, wanted one of: {', '.join(values)}")
        return values[found[0]]
