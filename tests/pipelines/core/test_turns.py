"""Questions and answers from fields and from chats."""

import json

import pytest

from pipelines.core.records import Record
from pipelines.core.turns import prompt_and_response
from tests.fakes.judging import batch_of


def turns(*records: Record) -> list[tuple[str | None, str | None]]:
    asked, answered = prompt_and_response(batch_of(records))
    return list(zip(asked.to_pylist(), answered.to_pylist(), strict=True))


def chat(*said: tuple[str, str]) -> str:
    return json.dumps([{"role": role, "content": content} for role, content in said])


def test_fields_are_taken_as_they_are() -> None:
    assert turns(Record("a", instruction="q", response="a"), Record("b", text="t", label="l")) == [
        ("q", "a"),
        (None, None),
    ]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ([("system", "s"), ("user", "q"), ("assistant", "a")], ("q", "a")),
        ([("user", "q1"), ("assistant", "a1"), ("user", "q2"), ("assistant", "a2")], ("q2", "a2")),
        ([("user", "q1"), ("assistant", "a1"), ("user", "q2")], ("q1", "a1")),
        ([("user", "q")], ("q", None)),
        ([("assistant", "a")], (None, "a")),
        ([("human", "q"), ("gpt", "a")], ("q", "a")),
        ([("tool", "x")], (None, None)),
    ],
)
def test_a_chat_gives_its_last_answer_and_the_question_before_it(said, found) -> None:
    assert turns(Record("c", messages=chat(*said))) == [found]


def test_chats_stand_among_other_records_and_fields_go_before_them() -> None:
    asked = chat(("user", "q"))
    records = [Record("a", instruction="i"), Record("b", messages=asked, response="chosen"), Record("c", text="t")]
    assert turns(*records) == [("i", None), ("q", "chosen"), (None, None)]


@pytest.mark.parametrize("broken", ["", "no json", "7", "[7, null]", '{"role": "user"}'])
def test_what_is_no_chat_has_no_turns(broken: str) -> None:
    assert turns(Record("c", messages=broken)) == [(None, None)]
