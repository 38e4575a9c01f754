"""Pairs and lists: shown in the order of the question, answered in the record's own numbers."""

import pytest

from annotation.templates import TEMPLATES
from pipelines.kinds import Invalid, Question, Task

TASK = Task(kind="rank")
STRAIGHT, MIXED = Question("r2", "?", candidates=("one", "two")), Question("r1", "?", candidates=("one", "two"))
THREE = Question("r1", "?", candidates=("one", "two", "three"))


def chose(side: str) -> list[dict]:
    return [{"from_name": "answer", "to_name": "answer", "type": "pairwise", "value": {"selected": side}}]


def ranked(names: object) -> list[dict]:
    return [{"from_name": "answer", "type": "ranker", "value": {"ranker": {"answer": names}}}]


def test_these_two_questions_are_shown_in_different_orders() -> None:
    assert (STRAIGHT.order, MIXED.order, THREE.order) == ((0, 1), (1, 0), (1, 0, 2))


@pytest.mark.parametrize(
    ("question", "side", "value"),
    [(STRAIGHT, "left", "[0,1]"), (STRAIGHT, "right", "[1,0]"), (MIXED, "left", "[1,0]"), (MIXED, "right", "[0,1]")],
)
def test_the_chosen_side_is_the_record_s_own_number(question: Question, side: str, value: str) -> None:
    pairwise = TEMPLATES.build("pairwise")
    assert pairwise.value(chose(side), question, TASK).value == value
    assert pairwise.prediction(value, question, TASK)[0]["value"] == {"selected": side}


def test_the_left_text_is_the_first_shown() -> None:
    data = TEMPLATES.build("pairwise").task_data(MIXED, blind=True)
    assert (data["first"], data["second"]) == ("two", "one")


def test_a_list_is_named_by_letters_in_the_order_shown() -> None:
    data = TEMPLATES.build("rank").task_data(THREE, blind=True)
    assert [(one["id"], one["body"]) for one in data["candidates"]] == [("A", "two"), ("B", "one"), ("C", "three")]


def test_letters_are_read_as_the_record_s_own_numbers() -> None:
    rank = TEMPLATES.build("rank")
    assert rank.value(ranked(["C", "A", "B"]), THREE, TASK).value == "[2,1,0]"
    assert rank.value([], THREE, TASK).value is None


@pytest.mark.parametrize("names", [None, "ABC", ["A", "Z"], [1, 2], {"x": 1}])
def test_what_is_no_order_is_refused(names: object) -> None:
    with pytest.raises(Invalid, match="wanted the names A, B, C"):
        TEMPLATES.build("rank").value(ranked(names), THREE, TASK)


def test_two_sides_at_once_are_refused() -> None:
    with pytest.raises(Invalid, match="the better side is"):
        TEMPLATES.build("pairwise").value(chose("left") + chose("right"), MIXED, TASK)
