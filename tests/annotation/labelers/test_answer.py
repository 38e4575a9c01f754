"""Reading what a chat model sent back."""

import json
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotation.labelers._answer import Answer, Fault, label_probability, read_answer

LABELS = ("billing", "refund fee")
GOOD = '{"record_id": "r1", "label": "refund fee", "rationale": "why not"}'


def completion(content: Any, **choice: Any) -> str:
    return json.dumps({"choices": [{"message": {"content": content}, "finish_reason": "stop", **choice}]})


def cause(body: str) -> str:
    found = read_answer(body, "r1", LABELS)
    assert isinstance(found, Fault)
    return found.cause


def test_a_good_answer() -> None:
    assert read_answer(completion(GOOD), "r1", LABELS) == Answer("refund fee", None, "why not")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "empty"),
        (None, "empty"),
        ("Sure! It is billing.", "off_schema"),
        ('"billing"', "off_schema"),
        ('{"record_id": "r1", "label": "billing"}', "off_schema"),
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
def test_any_body_is_a_fault_and_never_an_error(body: Any) -> None:
    assert cause(json.dumps(body)) == "off_schema"
    assert isinstance(read_answer(completion(body), "r1", LABELS), Fault)


def tokens(*spelled: tuple[str, float]) -> dict[str, Any]:
    return {"content": [{"token": t, "bytes": list(t.encode()), "logprob": math.log(p)} for t, p in spelled]}


def test_confidence_is_the_product_over_the_tokens_of_the_label() -> None:
    spelled = tokens(
        ('{"record_id": "r1", ', 0.1),
        ('"label": "ref', 0.5),
        ("und", 0.9),
        (" fee", 0.8),
        ('", "rationale": "why not"}', 0.1),
    )
    assert label_probability(GOOD, spelled) == pytest.approx(0.5 * 0.9 * 0.8)


def test_tokens_that_spell_something_else_are_no_confidence() -> None:
    assert label_probability(GOOD, tokens(('{"label": "billing"}', 0.9))) is None


@pytest.mark.parametrize(
    "sent", [None, {}, {"content": None}, {"content": [{"token": "x"}]}, {"content": ["x"]}, "x", 3]
)
def test_missing_or_broken_log_probabilities_are_no_confidence(sent: Any) -> None:
    assert label_probability(GOOD, sent) is None
