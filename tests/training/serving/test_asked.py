"""Requests: what is read, and that nothing is overlooked."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.serving.asked import Asked, Refused, read_request

TURNS = [{"role": "user", "content": "Hello"}]


def read(**more: Any) -> Asked:
    return read_request({"model": "m", "messages": TURNS, **more})


def test_a_plain_request_is_greedy() -> None:
    assert read() == Asked("m", ({"role": "user", "content": "Hello"},))


def test_every_option_is_kept() -> None:
    asked = read(
        max_completion_tokens=5, temperature=1, top_p=0.5, seed=7, stop="X", logprobs=True, top_logprobs=3, stream=True
    )
    assert asked == Asked("m", ({"role": "user", "content": "Hello"},), 5, 1.0, 0.5, 7, ("X",), 3, True)
    assert read(logprobs=True).top_logprobs == 0
    assert read(stream=True, stream_options={"include_usage": True}).usage is True


def test_text_parts_are_one_text_and_developers_are_the_system() -> None:
    parts = [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]
    asked = read(messages=[{"role": "developer", "content": parts}, *TURNS])
    assert asked.messages[0] == {"role": "system", "content": "ab"}


@pytest.mark.parametrize(
    "harmless",
    [{"n": 1}, {"tools": []}, {"frequency_penalty": 0.0}, {"user": "me"}, {"response_format": {"type": "text"}}],
)
def test_what_asks_for_nothing_is_let_through(harmless: dict[str, Any]) -> None:
    assert read(**harmless) == read()


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"n": 2}, "n is not offered here with this value"),
        ({"presence_penalty": 0.5}, "presence_penalty is not offered"),
        ({"response_format": {"type": "json_object"}}, "response_format is not offered"),
        ({"top_k": 5}, "top_k is not known here"),
        ({"temperature": 2.5}, "temperature must be from 0 to 2"),
        ({"temperature": "hot"}, "temperature must be a number"),
        ({"max_tokens": 0}, "max_tokens must be from 1"),
        ({"max_tokens": True}, "max_tokens must be a whole number"),
        ({"seed": 1.5}, "seed must be a whole number"),
        ({"stop": ["a", ""]}, "stop must be a text or up to 4"),
        ({"stop": list("abcde")}, "stop must be a text or up to 4"),
        ({"stream": "yes"}, "stream must be true or false"),
        ({"top_logprobs": 2}, "top_logprobs needs logprobs: true"),
        ({"stream_options": {"speed": 1}}, "stream_options may hold include_usage"),
        ({"messages": []}, "messages must be a list with at least one turn"),
        ({"messages": [{"role": "tool", "content": "x"}]}, r"messages\[0\].role must be one of"),
        ({"messages": [{"role": "user", "content": [{"type": "image_url"}]}]}, "parts of type text only"),
        ({"messages": [{"role": "user", "content": None}]}, r"messages\[0\].content must be a text"),
        (
            {"messages": [{"role": "user", "content": "x", "tool_calls": [1]}]},
            r"messages\[0\].tool_calls is not offered",
        ),
        ({"messages": [*TURNS, {"role": "assistant", "content": "x"}]}, "must not end with the assistant"),
        ({"model": 5}, "model must be a text"),
    ],
)
def test_what_cannot_be_honoured_is_refused_by_name(more: dict[str, Any], says: str) -> None:
    with pytest.raises(Refused, match=says):
        read(**more)


def test_a_missing_model_is_named() -> None:
    with pytest.raises(Refused, match="model is missing"):
        read_request({"messages": TURNS})


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
names = st.sampled_from(["model", "messages", "n", "stop", "seed", "stream_options", "logprobs", "tools", "user"])


@given(values | st.dictionaries(names | st.text(max_size=5), values, max_size=6))
def test_any_json_is_read_or_refused(body: Any) -> None:
    try:
        assert isinstance(read_request(body), Asked)
    except Refused as refused:
        assert refused.message
