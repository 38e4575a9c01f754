"""Written answers: what stands before the answer, what is frozen of a chat, and answers that break off."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.core.records import Record
from pipelines.kinds import Question, Task, kind_of

GENERATE, EDIT, VERDICT = kind_of("generate"), kind_of("edit"), kind_of("verdict")
CHAT = [
    {"role": "system", "content": "Be brief."},
    {"role": "user", "content": "Why?"},
    {"role": "assistant", "content": "Because."},
]


def chat(*turns: dict[str, str]) -> Record:
    """A record that holds these turns only."""
    return Record("r", messages=json.dumps(turns))


def test_a_chat_is_asked_about_up_to_its_last_answer() -> None:
    question = GENERATE.question(chat(*CHAT))
    assert (question.text, question.given) == ("system: Be brief.\n\nuser: Why?", "Because.")


def test_a_chat_without_an_answer_has_none() -> None:
    assert GENERATE.question(chat(*CHAT[:2])).given is None
    assert GENERATE.frozen(chat(*CHAT[:2]), "No.") == {"response": "No."}


def test_a_new_answer_takes_the_place_of_the_chats_last_one() -> None:
    assert GENERATE.frozen(chat(*CHAT), "No.") == {"response": "No.", "messages": json.dumps(CHAT[:2])}


def test_an_instruction_stands_below_its_system_prompt() -> None:
    record = Record("r", system="Be kind.", instruction="Why?", response="")
    assert (GENERATE.question(record).text, GENERATE.question(record).given) == ("Be kind.\n\nWhy?", None)


@pytest.mark.parametrize("kind", [GENERATE, EDIT])
@given(response=st.text(st.sampled_from(" \na👍"), min_size=1).filter(str.strip))
def test_a_broken_off_answer_is_still_an_answer(kind: type, response: str) -> None:
    value = response if kind is GENERATE else json.dumps({"system": "", "instruction": "q", "response": response})
    question, task = Question("r", "q"), Task()
    value = kind.check(value, question, task)
    for near in kind.variants(value, question, task):
        assert kind.check(near, question, task) == near != value


def test_an_unacceptable_example_is_left_out_of_a_snapshot() -> None:
    record = Record("r", instruction="Why?", response="Because.")
    assert VERDICT.frozen(record, "not acceptable") is None
    assert VERDICT.frozen(record, "acceptable") == {"response": "Because."}
