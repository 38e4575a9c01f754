"""Rows of a snapshot as exchanges: plain questions, chats, and what cannot be trained on."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.core.errors import VerilodeError
from training.data.examples import read_split
from training.data.rows import Row, read_rows, refuse

SYSTEM = {"role": "system", "content": "Be short."}
ASKED = {"role": "user", "content": "Hello?"}
SAID = {"role": "assistant", "content": "Hi."}


def snapshot(folder: Path, **fields: Any) -> Path:
    """A snapshot whose training split is the one record r1."""
    chat = json.dumps(fields.pop("messages")) if "messages" in fields else None
    row = {"record_id": "r1", "system": None, "instruction": None, "response": None, **fields, "messages": chat}
    (folder / "data").mkdir()
    pq.write_table(pa.Table.from_pylist([row]), folder / "data" / "train.parquet")
    return folder


def test_a_question_with_its_system_message_its_answers_and_what_else_it_has(tmp_path: Path) -> None:
    fields = {"system": "Be short.", "instruction": "Hello?", "response": "Hi.", "rejected": "Good day to you."}
    found = read_rows(snapshot(tmp_path, **fields, label="true", meta='{"topic": "greeting"}'), "train")
    assert found == [Row("r1", (SYSTEM, ASKED), "Hi.", "Good day to you.", "true", {"topic": "greeting"})]


@pytest.mark.parametrize(
    ("fields", "prompt", "answer"),
    [
        ({"messages": [ASKED, SAID]}, (ASKED,), "Hi."),
        ({"messages": [ASKED, SAID], "response": "Hi."}, (ASKED,), "Hi."),
        ({"messages": [ASKED], "response": "Hi."}, (ASKED,), "Hi."),  # as freezing leaves a chat
        ({"messages": [ASKED, SAID, ASKED, SAID]}, (ASKED, SAID, ASKED), "Hi."),
        ({"messages": [ASKED, SAID], "system": "Be short."}, (SYSTEM, ASKED), "Hi."),
        ({"messages": [SYSTEM, ASKED, SAID], "system": "Be long."}, (SYSTEM, ASKED), "Hi."),
        ({"messages": [{**ASKED, "name": "Ann"}, SAID]}, (ASKED,), "Hi."),
    ],
)
def test_a_chat_is_its_turns_before_the_last_answer(tmp_path: Path, fields: Any, prompt: Any, answer: str) -> None:
    (found,) = read_split(snapshot(tmp_path, **fields), "train")
    assert (found.prompt, found.answer) == (prompt, answer)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"messages": [ASKED]}, "record r1 has no response to train on"),
        ({"messages": []}, "record r1 has no instruction to train on"),
        ({"messages": [SAID]}, "record r1 has a chat in which nobody asks for the answer"),
        ({"messages": [SYSTEM, SAID]}, "record r1 has a chat in which nobody asks for the answer"),
        ({"messages": [ASKED, SAID, SAID]}, "record r1 has a chat in which nobody asks for the answer"),
        ({"messages": [ASKED, SAID], "response": "No."}, "ends with another answer than its response"),
        ({"messages": [ASKED, {"role": "assistant", "content": None}]}, "a turn that is more than a text"),
        ({"messages": [{"from": "human", "value": "Hello?"}]}, "no turns with role and content"),
        ({"messages": 7}, "no turns with role and content"),
    ],
)
def test_a_chat_that_says_nothing_to_learn_is_named(tmp_path: Path, fields: Any, reason: str) -> None:
    with pytest.raises(VerilodeError, match=reason):
        read_split(snapshot(tmp_path, **fields), "train")


def test_a_refusal_names_five_records_and_counts_the_rest() -> None:
    refuse("are fine", [])
    with pytest.raises(VerilodeError, match=r"^7 rows are odd: r0, r1, r2, r3, r4 and 2 more$"):
        refuse("are odd", [f"r{i}" for i in range(7)])
