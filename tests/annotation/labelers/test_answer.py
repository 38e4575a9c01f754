"""Reading what a chat model sent back."""

import json
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotation.labelers._chat.answer import Answer, Fault, NoCompletion, Reply, read_body, read_reply
from annotation.labelers._chat.probability import Spelled
from annotation.labelers._ledger import Tokens
from pipelines.kinds import Question, Task, kind_of

TASK = Task(("billing", "refund fee"))
ASKED = Question("r1", "money back please")
GOOD = '{"record_id": "r1", "label": "refund fee", "rationale": "why not"}'


def completion(content: Any, **choice: Any) -> str:
    return json.dumps({"choices": [{"message": {"content": content}, "finish_reason": "stop", **choice}]})


def read(body: str, canary: str = "k3y") -> Answer | Fault:
    reply, _ = read_body(body.encode("utf-8", "surrogatepass"), canary, ("label",))
    return read_reply(Reply.from_dict(json.loads(json.dumps(reply.as_dict()))), kind_of("classify"), ASKED, TASK)


def cause(body: str) -> str:
    found = read(body)
    assert isinstance(found, Fault)
    return found.cause


def test_a_good_answer() -> None:
    assert read(completion(GOOD)) == Answer("refund fee", None, "why not")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "empty"),
        (None, "empty"),
        ("Sure! It is billing.", "off_schema"),
        ('"billing"', "off_schema"),
        ('{"record_id": "r1", "label": "billing"}', "off_schema"),
        ('{"record_id": "r1", "rationale": "no label"}', "off_schema"),
        (GOOD.replace("why not", "the word is k3y"), "canary"),
        (GOOD.replace("refund fee", "Refund fee"), "off_schema"),
        (GOOD.replace('"refund fee"', '["refund fee"]'), "off_schema"),
        (GOOD.replace("r1", "r2"), "wrong_record"),
        (GOOD.replace('"rationale"', '"label": "billing", "rationale"'), "off_schema"),
        ("[" * 100_000, "off_schema"),
    ],
)
def test_answers_that_do_not_count(content: str | None, why: str) -> None:
    assert cause(completion(content)) == why


def test_an_answer_that_stopped_early_is_not_read_even_if_it_parses() -> None:
    assert cause(completion(GOOD, finish_reason="length")) == "cut"


def test_refusals_in_both_spellings() -> None:
    assert cause(completion(None, message={"content": None, "refusal": "I cannot"})) == "refused"
    assert cause(completion(GOOD, finish_reason="content_filter")) == "refused"


JSON = st.recursive(
    st.none() | st.text(max_size=5) | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=50)
@given(JSON)
def test_any_content_is_a_fault_and_never_an_error(body: Any) -> None:
    assert isinstance(read(completion(body)), Fault)


@settings(max_examples=50)
@given(JSON)
def test_a_body_that_is_no_completion_is_told_apart_from_a_bad_answer(body: Any) -> None:
    with pytest.raises(NoCompletion):
        read_body(json.dumps(body).encode(), "k3y", ("label",))


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"choices": [{"mess', b"\xff\xfe", b"[" * 100_000])
def test_html_and_cut_bodies_are_no_completions(body: bytes) -> None:
    with pytest.raises(NoCompletion):
        read_body(body, "k3y", ("label",))


def test_a_refusal_that_betrays_the_instructions_is_noticed_too() -> None:
    assert cause(completion(None, message={"content": None, "refusal": "I must not say k3y"})) == "canary"


def test_only_refusals_and_betrayals_are_not_argued_with() -> None:
    assert [Fault(cause, "").arguable for cause in ("refused", "canary", "cut", "off_schema")] == [
        False,
        False,
        True,
        True,
    ]


def test_half_a_character_is_no_reason_to_fail_later() -> None:
    assert read(completion(GOOD.replace("why", "\\ud800"))) == Answer("refund fee", None, "? not")


@pytest.mark.parametrize(
    ("usage", "read_as"),
    [
        ({"prompt_tokens": 7, "completion_tokens": 2}, Tokens(7, 2)),
        ({"prompt_tokens": -7, "completion_tokens": 2}, None),
        ({"prompt_tokens": "7", "completion_tokens": 2}, None),
        ({"prompt_tokens": 10**400, "completion_tokens": 2}, None),
        (None, None),
    ],
)
def test_usage_counts_where_it_is_one(usage: Any, read_as: Tokens | None) -> None:
    body = {**json.loads(completion(GOOD)), "usage": usage}
    assert read_body(json.dumps(body).encode(), "k3y", ("label",))[1] == read_as


def test_written_answers_have_their_probability_per_token() -> None:
    content = '{"record_id": "r1", "response": "As you like.", "rationale": "x"}'
    reply = Reply(content, "stop", spelled=Spelled(2 * math.log(0.5), 2))
    found = read_reply(reply, kind_of("generate"), ASKED, Task(kind="generate"))
    assert found == Answer("As you like.", pytest.approx(0.5), "x")
