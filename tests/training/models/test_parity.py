"""Parity by its figures: what passes and what does not, in each dtype."""

import math

import pytest

from pipelines.core.errors import VerilodeError
from training.models.parity import judged

SAME = [True] * 20


@pytest.mark.parametrize(
    ("apart", "kl", "same", "dtype", "passed"),
    [
        ([1e-5], [0.0] * 20, SAME, "float32", True),
        ([0.5], [0.0] * 20, SAME, "float32", False),
        ([1e-5], [1e-3] * 20, SAME, "float32", False),
        ([1e-5], [0.0] * 20, [*SAME[1:], False], "float32", False),
        ([0.5], [1e-3] * 20, [*SAME[1:], False], "bfloat16", True),
        ([5.0], [1e-3] * 20, SAME, "bfloat16", False),
        ([0.5], [0.1] * 20, SAME, "bfloat16", False),
        ([0.5], [1e-3] * 20, [*SAME[5:], *[False] * 5], "bfloat16", False),
        ([0.1, math.nan, 0.1], [0.0] * 20, SAME, "float32", False),
        ([0.1, math.nan, 0.1], [0.0] * 20, SAME, "bfloat16", False),
    ],
)
def test_every_limit_counts(apart: list[float], kl: list[float], same: list[bool], dtype: str, passed: bool) -> None:
    assert judged(apart, kl, same, [True], dtype).passed is passed


def test_the_sentence_tells_every_figure() -> None:
    found = judged([1e-5], [0.0] * 20, SAME, [True], "float32").sentence
    assert found.startswith("on 1 prompts (20 tokens) the largest difference of two logits is 1e-05 (limit 0.01)")


def test_nothing_to_compare_is_no_parity() -> None:
    with pytest.raises(VerilodeError, match="no prompt to compare"):
        judged([], [], [], [], "float32")
