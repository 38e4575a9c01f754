"""Trainers' columns: message lists become a question, its answers, or a chat, without any mapping."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.sources import Bad, ColumnMapping, Row


def mapped(**values: Any) -> dict[str, Any] | Bad:
    found = ColumnMapping().apply(Row(1, 0, values, b"raw"))
    if isinstance(found, Bad):
        return found
    filled = {name: value for name, value in found.items() if value}
    return filled | ({"messages": json.loads(filled["messages"])} if "messages" in filled else {})


def user(text: str) -> dict[str, str]:
    return {"role": "user", "content": text}


def bot(text: str) -> dict[str, str]:
    return {"role": "assistant", "content": text}


KIND = {"role": "system", "content": "Be kind."}
CALL = {"role": "assistant", "content": None, "tool_calls": [{"function": {"name": "f", "arguments": "{}"}}]}


@pytest.mark.parametrize(
    ("row", "fields"),
    [
        ({"prompt": [user("Q")], "completion": [bot("A")]}, {"instruction": "Q", "response": "A"}),
        (
            {"prompt": [KIND, user("Q")], "chosen": [bot("A")], "rejected": [bot("B")]},
            {"system": "Be kind.", "instruction": "Q", "response": "A", "rejected": "B"},
        ),
        (
            {"chosen": [user("Q"), bot("A")], "rejected": [user("Q"), bot("B")]},
            {"instruction": "Q", "response": "A", "rejected": "B"},
        ),
        (
            {"prompt": "Q", "chosen": [user("Q"), bot("A")], "rejected": [user("Q"), bot("B")]},
            {"instruction": "Q", "response": "A", "rejected": "B"},
        ),
        (
            {"prompt": "Q", "chosen": [bot("A")], "rejected": [bot("B")]},
            {"instruction": "Q", "response": "A", "rejected": "B"},
        ),
        (
            {"prompt": "another", "chosen": [user("Q"), bot("A")], "rejected": [user("Q"), bot("B")]},
            {"instruction": "Q", "response": "A", "rejected": "B", "meta": {"prompt_text": "another"}},
        ),
        (
            {"prompt": [user("Q")], "completion": [bot("A")], "label": True},
            {"instruction": "Q", "response": "A", "label": "true"},
        ),
        ({"prompt": "Q", "completion": "A", "label": False}, {"instruction": "Q", "response": "A", "label": "false"}),
        ({"prompt": [user("Q")]}, {"instruction": "Q"}),
        (
            {"prompt": [user("Q"), bot("A"), user("R")], "completion": [bot("B")]},
            {"messages": [user("Q"), bot("A"), user("R"), bot("B")]},
        ),
        (
            {"prompt": [user("Q"), bot("A"), user("R")], "chosen": [bot("B")], "rejected": [bot("C")]},
            {"messages": [user("Q"), bot("A"), user("R")], "response": "B", "rejected": "C"},
        ),
        ({"prompt": [user("Q")], "completion": [CALL]}, {"messages": [user("Q"), CALL]}),
        (
            {"prompt": [user("Q")], "completion": [bot("A")], "instruction": "mine", "score": 1},
            {"instruction": "Q", "response": "A", "meta": {"instruction_": "mine", "score": "1"}},
        ),
    ],
)
def test_message_lists_become_fields(row: dict[str, Any], fields: dict[str, Any]) -> None:
    assert mapped(**row) == fields


def test_two_answers_of_several_messages_are_quarantined() -> None:
    bad = mapped(prompt=[user("Q")], chosen=[bot("A"), user("R"), bot("B")], rejected=[bot("C")])
    assert (bad.reason, bad.raw) == ("bad_messages", b"raw")


def test_sharegpt_turns_become_messages() -> None:
    turns = [
        {"from": "system", "value": "Be kind."},
        {"from": "human", "value": "Q"},
        {"from": "gpt", "value": "A", "weight": 1},
        {"from": "observation", "value": "7"},
    ]
    chat = [KIND, user("Q"), {**bot("A"), "weight": 1}, {"role": "tool", "content": "7"}]
    assert mapped(conversations=turns) == {"messages": chat}
    assert mapped(conversations=[user("Q"), bot("A")]) == {"messages": [user("Q"), bot("A")]}


@pytest.mark.parametrize("value", ["a talk in prose", "7"])
def test_a_column_that_is_only_called_like_sharegpts_is_kept_aside(value: str) -> None:
    assert mapped(text="a", conversations=value) == {"text": "a", "meta": {"conversations": value}}


@pytest.mark.parametrize("turn", [{"from": 1, "value": "x"}, {"from": [], "value": "x"}, {"from": "human"}])
def test_a_broken_turn_is_quarantined(turn: dict[str, Any]) -> None:
    assert mapped(conversations=[turn]).reason == "bad_messages"


def test_a_call_of_a_tool_needs_no_content_but_everything_else_does() -> None:
    assert mapped(messages=[user("Q"), CALL]) == {"messages": [user("Q"), CALL]}
    assert mapped(messages=[{"role": "assistant", "content": None, "tool_calls": []}]).reason == "bad_messages"


def test_keys_that_a_columnar_file_filled_with_nothing_are_no_keys() -> None:
    empty = {"tool_calls": None, "name": None}
    assert mapped(messages=[user("Q") | empty, CALL | {"name": None}]) == {"messages": [user("Q"), CALL]}


@pytest.mark.parametrize("meta", [{"truth": "b", "source": "old"}, '{"truth": "b", "source": "old"}'])
def test_a_meta_column_gives_its_entries_and_the_files_own_columns_go_before_them(meta: object) -> None:
    assert mapped(text="a", meta=meta, source="new")["meta"] == {"truth": "b", "source": "new"}


@pytest.mark.parametrize("meta", ["plain", "{broken", "[1]"])
def test_a_meta_column_without_an_object_stays_itself(meta: str) -> None:
    assert mapped(text="a", meta=meta)["meta"] == {"meta": meta}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["role", "content", "from", "value"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["prompt", "completion", "chosen", "rejected", "conversations"]), json_values))
def test_anything_in_these_columns_is_a_record_or_one_reason(row: dict[str, Any]) -> None:
    found = ColumnMapping().apply(Row(1, 0, row, b"raw"))
    assert found.reason in ("bad_messages", "no_content") if isinstance(found, Bad) else found
