"""Text that grows token by token: whole characters only, and nothing of a stop text."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.serving.text import Text


def as_bytes(ids: Sequence[int]) -> str:
    """A tokenizer whose tokens are bytes."""
    return bytes(ids).decode("utf-8", "replace")


def said(text: str, stop: Sequence[str] = ()) -> list[str]:
    growing = Text(as_bytes, stop)
    parts = []
    for token in text.encode():
        parts.append(growing.push(token))
        if growing.stopped:
            return parts
    return [*parts, growing.rest()]


def test_a_character_of_three_bytes_comes_whole() -> None:
    assert said("a€b") == ["a", "", "", "€", "b", ""]


def test_what_may_begin_a_stop_text_waits_until_it_does_not() -> None:
    assert said("one\n\ntwo", ["\n\n#"]) == ["o", "n", "e", "", "", "\n\nt", "w", "o", ""]


def test_an_answer_ends_before_the_stop_text() -> None:
    assert "".join(said("one END two", ["END"])) == "one "


def test_the_first_of_two_stop_texts_counts() -> None:
    assert "".join(said("a B C", [" C", " B"])) == "a"


def test_a_stop_text_that_never_came_whole_is_said() -> None:
    assert "".join(said("almost EN", ["END"])) == "almost EN"


def test_half_a_character_at_the_end_is_shown_as_such() -> None:
    growing = Text(as_bytes)
    assert [growing.push(0xE2), growing.rest()] == ["", "\ufffd"]


@given(st.text(max_size=40), st.lists(st.text(min_size=1, max_size=3), max_size=3))
def test_it_is_the_text_up_to_the_first_stop(text: str, stop: list[str]) -> None:
    ends = [at for one in stop if (at := text.find(one)) >= 0]
    parts = "".join(said(text, stop))
    assert parts == text[: min(ends)] if ends else parts == text


@pytest.mark.parametrize("length", [1000, 4000])
def test_a_long_answer_is_decoded_in_short_pieces(length: int) -> None:
    longest = 0

    def measured(ids: Sequence[int]) -> str:
        nonlocal longest
        longest = max(longest, len(ids))
        return as_bytes(ids)

    growing = Text(measured)
    for _ in range(length):
        growing.push(ord("a"))
    assert longest < 10
