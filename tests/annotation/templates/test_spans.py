"""Spans in Label Studio: counted in characters, kept within the text, and holding what they say they hold."""

import pytest

from annotation.templates import TEMPLATES
from pipelines.kinds import Invalid, Question, Task

SPANS, TASK = TEMPLATES.build("spans"), Task(("drug",), kind="spans")
QUESTION = Question("r1", "😀 Take aspirin now")


def marked(start: object, end: object, text: str | None = None) -> list[dict]:
    value = {"start": start, "end": end, "labels": ["drug"]} | ({} if text is None else {"text": text})
    return [{"from_name": "answer", "to_name": "text", "type": "labels", "value": value}]


def test_a_place_is_sent_in_characters_with_its_text() -> None:
    (sent,) = SPANS.prediction('[{"end":14,"label":"drug","start":7}]', QUESTION, TASK)
    assert sent["value"] == {"start": 7, "end": 14, "text": "aspirin", "labels": ["drug"]}


@pytest.mark.parametrize(("start", "end", "text"), [(7, 14, "aspirin"), (7, 14, None), (8, 15, "aspirin")])
def test_characters_and_utf16_units_are_told_apart_by_the_quoted_text(start: int, end: int, text: str | None) -> None:
    assert SPANS.value(marked(start, end, text), QUESTION, TASK).value == '[{"end":14,"label":"drug","start":7}]'


@pytest.mark.parametrize(
    ("start", "end", "text", "reason"),
    [
        (500, 900, None, "the place 500 to 900 does not lie in the text of 18 characters"),
        (7, 7, None, "the place 7 to 7 does not lie in the text of 18 characters"),
        (-3, 2, None, "the place -3 to 2 does not lie in the text of 18 characters"),
        ("7", 14, None, "the place '7' to 14 does not lie in the text of 18 characters"),
        (True, 14, None, "the place True to 14 does not lie in the text of 18 characters"),
        (7, 14, "ibuprofen", "the place 7 to 14 holds 'aspirin', not 'ibuprofen'"),
    ],
)
def test_a_place_that_is_none_is_refused(start: object, end: object, text: str | None, reason: str) -> None:
    with pytest.raises(Invalid) as refusal:
        SPANS.value(marked(start, end, text), QUESTION, TASK)
    assert str(refusal.value) == reason


def test_no_places_are_an_answer() -> None:
    assert SPANS.value([], QUESTION, TASK).value == "[]"
