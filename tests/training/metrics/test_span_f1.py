"""Span F1: places to the character, or as far as they overlap."""

import json

import pytest

from tests.fakes.answered import sheet
from training.metrics import Answered
from training.metrics.span_f1 import span_f1


def places(*spans: tuple[int, int, str]) -> str:
    return json.dumps([{"start": start, "end": end, "label": label} for start, end, label in spans])


def quotes(*spans: tuple[str, str]) -> str:
    return json.dumps([{"label": label, "text": text} for text, label in spans])


@pytest.mark.parametrize(
    ("said", "exact", "overlap"),
    [
        (places((0, 10, "party"), (20, 30, "date")), 1.0, 1.0),
        (places((0, 10, "party")), 2 / 3, 2 / 3),
        (places((0, 5, "party"), (20, 30, "date")), 0.5, 2 * 15 / 35),
        (places((0, 10, "date"), (20, 30, "party")), 0.0, 0.0),
        (places((0, 30, "party"), (0, 30, "date")), 0.0, 2 * 20 / 80),
        (places((0, 10, "party"), (0, 10, "party"), (20, 30, "date")), 1.0, 1.0),
        (places((0, 6, "party"), (4, 10, "party"), (20, 30, "date")), 2 * 1 / 5, 1.0),
        ("[]", 0.0, 0.0),
    ],
)
def test_exact_and_overlapping_places(said, exact, overlap):
    answers = sheet([places((0, 10, "party"), (20, 30, "date"))], [said])
    assert span_f1()(answers).items == (pytest.approx(exact),)
    assert span_f1(match="overlap")(answers).items == (pytest.approx(overlap),)


@pytest.mark.parametrize("said", ["none", "{}", "[1]", places((5, 5, "party")), '[{"label": "party"}]', "[null]"])
def test_an_unreadable_answer_is_wrong_and_counted(said):
    score = span_f1()(sheet([places((0, 3, "party"))], [said]))
    assert (score.value, score.parts["overlap"], score.parts["unreadable"]) == (0.0, 0.0, 1.0)


def test_an_empty_list_is_right_where_nothing_is_to_be_found():
    assert span_f1(match="overlap")(sheet(["[]"], ["[]"])).value == 1.0
    assert span_f1()(sheet(["[]"], [places((0, 1, "party"))])).value == 0.0


def test_quoted_passages_are_found_in_the_prompt():
    prompt = "Acme Corp pays Beta Ltd; Acme Corp signs."
    wanted = quotes(("Acme Corp", "party"), ("Acme Corp", "party"))

    def of(said: str, match: str) -> float:
        return span_f1(match=match)([Answered("r", prompt, wanted, said)]).value

    assert of(wanted, "exact") == 1.0
    assert of(quotes(("Acme Corp", "party")), "exact") == pytest.approx(2 / 3)
    assert of(quotes(("Acme", "party")), "overlap") == pytest.approx(2 * 4 / (4 + 18))
    assert of(places((0, 9, "party"), (25, 34, "party")), "exact") == 1.0


def test_a_passage_that_is_nowhere_in_the_prompt_is_wrong():
    answers = [Answered("r", "Acme pays", quotes(("Acme", "party")), quotes(("Acme Inc", "party")))]
    assert span_f1(match="overlap")(answers).value == 0.0


def test_repeating_a_passage_more_often_than_it_stands_there_does_not_help():
    answers = [Answered("r", "Acme pays", quotes(("Acme", "party")), quotes(*[("Acme", "party")] * 3))]
    assert span_f1()(answers).value < 1.0


def test_a_place_of_any_size_is_measured_at_once():
    assert span_f1(match="overlap")(sheet([places((0, 1, "a"))], [places((0, 10**15, "a"))])).value < 1e-9
