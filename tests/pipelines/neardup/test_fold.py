"""The first pass: words in lower case, zero bytes between them."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.core.words import character_table, words
from pipelines.neardup.fold import ROOM, fold

TRICKY = "aZ9 _-éÉßΣİ\u212a\u0301\u0300\ufe0f\u200d你好かカ\u3099กี็हि\u0903👍🏽٣²\U000e0101\U00020000Ⱥ"


def folded(text: str) -> list[str]:
    """The words that `fold` leaves of a text."""
    raw = text.encode()
    data = np.frombuffer(b"before" + raw + b"after", np.uint8)
    out = np.full(ROOM * len(raw) + 1, 255, np.uint8)
    size = fold(data, 6, 6 + len(raw), character_table(), out)
    assert out[-1] == 255
    return [word.decode() for word in bytes(out[:size]).split(b"\0") if word]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pay the RENT.", ["pay", "the", "rent"]),
        ("MÜLLER's 3rd", ["müller", "s", "3rd"]),
        ("a你好b", ["a", "你", "好", "b"]),
        ("\u0301a\u0301", ["a\u0301"]),
        ("", []),
    ],
)
def test_folded_words(text, expected):
    assert folded(text) == expected


@example("你\u0301a")
@example("你\u0301\u0301你")
@given(st.text(st.sampled_from(TRICKY), max_size=30) | st.text(max_size=60))
def test_folded_words_are_those_of_the_reference(text):
    assert folded(text) == words(text)
