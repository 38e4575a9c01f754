"""Boxes and text fields: what is chosen, written or left out."""

import xml.etree.ElementTree as ET

import pytest

from annotation.templates import TEMPLATES
from pipelines.core.errors import VerilodeError
from pipelines.kinds import Invalid, Question, Task
from pipelines.store.labels import Suggested

QUESTION = Question("r1", "NUL \x00 and half \ud83d")


def told(kind: str, key: str, texts: object, name: str = "answer") -> list[dict]:
    return [{"from_name": name, "to_name": "text", "type": kind, "value": {key: texts}}]


def test_nothing_chosen_is_no_answer_but_an_empty_set_of_labels() -> None:
    assert TEMPLATES.build("classify").value([], QUESTION, Task(("a",))).value is None
    assert TEMPLATES.build("multilabel").value([], QUESTION, Task(("a",))).value == "[]"


def test_two_labels_where_one_is_wanted_are_refused() -> None:
    with pytest.raises(Invalid, match="2 labels were chosen"):
        TEMPLATES.build("classify").value(told("choices", "choices", ["a", "b"]), QUESTION, Task(("a", "b")))


def test_answers_of_controls_that_we_did_not_make_are_passed_over() -> None:
    assert TEMPLATES.build("classify").value(told("choices", "choices", ["a"], "mine"), QUESTION, Task()).value is None


def test_many_labels_become_a_searchable_list() -> None:
    def layout(labels: int) -> str | None:
        config = TEMPLATES.build("classify").config(Task(tuple(f"label {n}" for n in range(labels))), True)
        return ET.fromstring(config).find("Choices[@name='answer']").get("layout")

    assert (layout(30), layout(31)) == ("inline", "select")


@pytest.mark.parametrize(
    ("label", "reason"),
    [
        (" a", "white space"),
        ("a  b", "white space"),
        ("a\nb", "white space"),
        ("", "white space"),
        ("$text", "begins with \\$"),
        ("a\x07", "holds the character"),
    ],
)
def test_a_label_that_would_not_come_back_is_refused(label: str, reason: str) -> None:
    with pytest.raises(VerilodeError, match=reason):
        TEMPLATES.build("classify").config(Task(("fine", label)), True)


def test_a_task_without_labels_is_refused() -> None:
    with pytest.raises(VerilodeError, match="no labels"):
        TEMPLATES.build("classify").config(Task(), True)


def test_what_a_database_refuses_is_replaced_character_by_character() -> None:
    assert TEMPLATES.build("text").task_data(QUESTION, blind=True)["text"] == "NUL \ufffd and half \ufffd"


def test_an_example_left_without_its_system_text_has_an_empty_one() -> None:
    results = told("textarea", "text", ["Hi"], "instruction") + told("textarea", "text", ["Ho"], "response")
    found = TEMPLATES.build("edit_pair").value(results, QUESTION, Task(kind="edit"))
    assert found.value == '{"instruction":"Hi","response":"Ho","system":""}'


def test_a_record_without_a_suggestion_says_so() -> None:
    template = TEMPLATES.build("classify")
    for suggestion in (None, Suggested(None, None, None, "local", "no_text")):
        assert template.task_data(QUESTION, suggestion)["suggestion"] == "none"
