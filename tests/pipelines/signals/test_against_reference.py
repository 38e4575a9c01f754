"""The kernels count what the plain definitions count, in any text."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipelines.core.records import Record
from tests.fakes.judging import signals_of
from tests.fakes.text_reference import repetition_signals, text_signals

PIECES = [
    *("the", "of", "The", "Word", "a", "x1", "42", "lorem", "ipsum", "JavaScript", "use", "uses", "cookies", "cookie"),
    *(
        "policy",
        "privacy",
        "terms",
        "é",
        "e\u0301",
        "\u0301",
        "ß",
        "İ",
        "你",
        "好",
        "か\u3099",
        "हि",
        "ก็",
        "한국",
        "٣",
        "²",
    ),
    *(" ", "  ", "\t", "\n", "\n\n", "\n\n\n", "\r\n", "\r", "\u2028", "\x0b", "\x1c", "\x85", "\xa0", "\u3000"),
    *(
        ". ",
        ".",
        "..",
        "...",
        "…",
        "!",
        "?",
        "?! ",
        '."',
        "') ",
        "。",
        "！",
        "।",
        "-",
        "- ",
        "•",
        "#",
        "{",
        "_",
        "👍🏽",
        "\ufe0f",
    ),
]
LINES = [
    ". ".join(["the same line"] * 3) + ".\n",
    "one more, of it\n",
    "- a bullet...\n",
    "We use cookies on all pages.\n",
]
TEXTS = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=60).map("".join),
    st.lists(st.sampled_from(LINES), max_size=12).map("".join),
    st.lists(st.sampled_from("ab"), max_size=60).map(" ".join),
    st.text(max_size=60),
)


@pytest.mark.parametrize(("family", "reference"), [("text", text_signals), ("repetition", repetition_signals)])
@settings(max_examples=100, deadline=None)
@example(texts=["", " ", "\n", "a\n", "\r\n\r\n", "\r", "\u0301", "...", "." * 7, "a...\n...b", "x \n\n x"])
@example(texts=["你好。世界！?", 'Mr. X said ("Yes.") and left.Then...', "3.14 is it", "a b\n" * 10])
@given(texts=st.lists(TEXTS, min_size=1, max_size=4))
def test_every_column_of_every_text(family, reference, texts):
    found = signals_of(family, [Record(str(n), text=text) for n, text in enumerate(texts)])
    for text, row in zip(texts, found.to_pylist(), strict=True):
        assert row == pytest.approx(reference(text), rel=1e-6, nan_ok=True)


def test_texts_of_many_blocks_stay_in_order():
    texts = [f"{'word ' * (n % 7)}{'x' * 5000}" for n in range(1000)]
    found = signals_of("text", [Record(str(n), text=text) for n, text in enumerate(texts)])
    assert np.array_equal(found["words"], [n % 7 + 1 for n in range(1000)])
