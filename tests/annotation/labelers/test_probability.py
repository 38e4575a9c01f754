"""How sure the model was: the tokens that spell the answer, and no others."""

import json
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotation.labelers._chat.probability import Spelled, spelled

GOOD = '{"record_id": "r1", "label": "refund fee", "rationale": "why not"}'


def tokens(*spelling: tuple[str, float]) -> dict[str, Any]:
    return {"content": [{"token": t, "bytes": list(t.encode()), "logprob": math.log(p)} for t, p in spelling]}


def sure(content: str, logprobs: Any, *names: str) -> float | None:
    found = spelled(content, logprobs, names)
    return None if found is None else found.probability(per_token=False)


def test_the_product_over_the_tokens_of_the_label() -> None:
    spelling = tokens(
        ('{"record_id": "r1", ', 0.1),
        ('"label": "ref', 0.5),
        ("und", 0.9),
        (" fee", 0.8),
        ('", "rationale": "why not"}', 0.1),
    )
    assert sure(GOOD, spelling, "label") == pytest.approx(0.5 * 0.9 * 0.8)


def test_lists_count_whole_and_several_fields_together() -> None:
    content = '{ "a" : ["x", "y"], "b":"é", "c": 1}'
    spelling = tokens(
        ('{ "a" : ', 0.1), ('["x", ', 0.5), ('"y"]', 0.5), (', "b":"', 0.1), ("é", 0.5), ('", "c": 1}', 0.1)
    )
    assert sure(content, spelling, "a", "b") == pytest.approx(0.125)


def test_a_key_that_stands_inside_a_text_is_not_the_field() -> None:
    content = json.dumps({"rationale": 'as in "label": "billing"', "label": "x"})
    start = content.rindex("x")
    assert sure(content, tokens((content[:start], 0.1), ("x", 0.7), ('"}', 0.1)), "label") == pytest.approx(0.7)


def test_the_mean_per_token_does_not_punish_length() -> None:
    assert Spelled(4 * math.log(0.5), 4).probability(per_token=True) == pytest.approx(0.5)


def test_tokens_that_spell_something_else_are_no_confidence() -> None:
    assert sure(GOOD, tokens(('{"label": "billing"}', 0.9)), "label") is None


@pytest.mark.parametrize("log", [float("nan"), float("-inf"), -(10**400)])
def test_no_number_is_no_confidence(log: float) -> None:
    whole = {"content": [{"token": GOOD, "bytes": None, "logprob": log}]}
    assert sure(GOOD, whole, "label") is None


@pytest.mark.parametrize(
    "sent", [None, {}, {"content": None}, {"content": [{"token": "x"}]}, {"content": ["x"]}, "x", 3]
)
def test_missing_or_broken_log_probabilities_are_no_confidence(sent: Any) -> None:
    assert sure(GOOD, sent, "label") is None


@settings(max_examples=100)
@given(st.text(max_size=30))
def test_any_content_is_read_without_an_error(content: str) -> None:
    content = content.encode("utf-8", "replace").decode()
    assert sure(content, tokens((content, 0.5)), "label") in (None, pytest.approx(0.5))
