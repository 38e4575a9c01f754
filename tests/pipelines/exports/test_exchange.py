"""Records as exchanges: what each trainer's form takes, and the one reason for what it does not."""

from pathlib import Path
from typing import Any

import pytest

from tests.fakes.exchanged import Fields, content, read_back, written

ASKED = {"role": "user", "content": "Q"}
SAID = {"role": "assistant", "content": "A"}
RULE = {"role": "system", "content": "S"}


@pytest.mark.parametrize(
    ("name", "record", "reason"),
    [
        ("trl_messages", {"instruction": "Q"}, "no answer"),
        ("trl_messages", {"text": "no label"}, "no answer"),
        ("trl_messages", {"messages": [ASKED]}, "no answer"),
        (
            "trl_messages",
            {"messages": [ASKED, SAID], "response": "B"},
            "the chat ends with an answer that is not the record's response",
        ),
        ("trl_prompt_completion", {"response": "A"}, "no prompt"),
        ("trl_prompt_completion", {"messages": [RULE, SAID]}, "no prompt"),
        ("trl_prompt_completion", {"messages": [ASKED, SAID, ASKED]}, "no answer"),
        ("trl_prompt_completion", {"messages": [ASKED, SAID, SAID]}, "two messages of the assistant in a row"),
        ("trl_preference", {"instruction": "Q", "response": "A"}, "no rejected answer"),
        (
            "trl_unpaired",
            {"instruction": "Q", "response": "A", "label": "good"},
            "neither a preference pair nor an answer labelled true or false",
        ),
        (
            "trl_unpaired",
            {"text": "Is it?", "label": "true"},
            "neither a preference pair nor an answer labelled true or false",
        ),
        ("alpaca", {"system": "S", "instruction": "Q", "response": "A"}, "no place for a system message"),
        ("alpaca", {"messages": [ASKED, SAID, ASKED, SAID]}, "the prompt is a conversation"),
        ("alpaca", {"messages": [ASKED, {**SAID, "name": "bot"}]}, "the answer is more than a text"),
        ("sharegpt", {"messages": [{**ASKED, "role": "critic"}, SAID]}, "a role that ShareGPT has no name for"),
        (
            "sharegpt",
            {"messages": [{**ASKED, "name": "Ann"}, SAID]},
            "a message with more than a text (a name, tool calls)",
        ),
        ("openai", {"messages": [ASKED, RULE, SAID]}, "a system message that is not the first"),
        ("openai", {"messages": [ASKED, SAID, ASKED]}, "the last message is not the assistant's"),
        ("openai", {"messages": [{**ASKED, "role": "critic"}, SAID]}, "a role the service does not know"),
        ("openai", {"messages": [ASKED, {**SAID, "mood": "x"}]}, "a key the service does not know in a message"),
        (
            "openai",
            {"messages": [ASKED, {**SAID, "tool_calls": [{"function": {"arguments": {"q": 1}}}]}]},
            "arguments of a tool call that are not JSON text",
        ),
    ],
)
def test_what_has_no_form_is_left_out_for_one_reason(tmp_path: Path, name: str, record: Fields, reason: str) -> None:
    assert dict(written(tmp_path, name, [record]).left_out) == {reason: 1}
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "options", "record", "back"),
    [
        ("trl_messages", {}, {"system": "S", "messages": [ASKED, SAID]}, {"messages": [RULE, ASKED, SAID]}),
        ("trl_messages", {}, {"messages": [ASKED], "response": "A"}, {"messages": [ASKED, SAID]}),
        ("openai", {}, {"messages": [ASKED, SAID], "response": "A"}, {"messages": [ASKED, SAID]}),
        ("trl_prompt_completion", {}, {"messages": [ASKED, SAID]}, {"instruction": "Q", "response": "A"}),
        ("alpaca", {}, {"messages": [ASKED, SAID]}, {"instruction": "Q", "response": "A"}),
        ("trl_prompt_completion", {}, {"text": "T", "label": "l"}, {"instruction": "T", "response": "l"}),
        (
            "trl_preference",
            {},
            {"messages": [ASKED, SAID, ASKED, SAID], "rejected": "B"},
            {"messages": [ASKED, SAID, ASKED], "response": "A", "rejected": "B"},
        ),
        (
            "trl_preference",
            {"conversational": False},
            {"instruction": "Q", "response": "A", "rejected": "B"},
            {"instruction": "Q", "response": "A", "rejected": "B"},
        ),
        (
            "trl_unpaired",
            {"unmarked_is_good": True, "conversational": False},
            {"instruction": "Q", "response": "A"},
            {"instruction": "Q", "response": "A", "label": "true"},
        ),
    ],
)
def test_what_has_a_form_comes_back_as_it_reads(
    tmp_path: Path, name: str, options: dict[str, Any], record: Fields, back: Fields
) -> None:
    written(tmp_path, name, [record], **options)
    assert [content(found) for found in read_back(tmp_path)] == [back]


def test_a_text_inside_its_question_is_not_lost_but_a_text_beside_it_is(tmp_path: Path) -> None:
    inside = {"instruction": "Which chapter? acne", "text": "acne", "response": "skin", "label": "skin"}
    beside = {**inside, "text": "eczema", "label": "eye"}
    assert dict(written(tmp_path, "trl_messages", [inside, beside]).lost) == {"text": 1, "label": 1}
