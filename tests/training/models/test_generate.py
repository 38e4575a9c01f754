"""Batched generation: the batch a prompt falls into does not change its answer."""

import pytest

from training.data.examples import Example
from training.models.generate import generate
from training.models.load import load_base, load_tokenizer

pytestmark = pytest.mark.train


def asked(text: str) -> Example:
    return Example(text, ({"role": "user", "content": text},), "")


PROMPTS = [
    asked("Opposite of hot?"),
    asked("Which chapter? acne, left, seen twice"),
    asked("?"),
    asked("Capital of Peru?"),
]


@pytest.fixture(scope="module")
def model(world):
    return load_base(world.base)


@pytest.fixture(scope="module")
def tokenizer(world):
    return load_tokenizer(world.base)


def test_padding_and_order_do_not_change_an_answer(model, tokenizer):
    together = generate(model, tokenizer, PROMPTS, longest=6, batch_size=4)
    assert together == generate(model, tokenizer, PROMPTS, longest=6, batch_size=1)
    assert together[::-1] == generate(model, tokenizer, PROMPTS[::-1], longest=6, batch_size=3)
    assert len(set(together)) > 1, "a model that says one thing to all would pass whatever the padding"


def test_an_answer_ends_at_the_limit_and_holds_no_special_tokens(model, tokenizer):
    short, long = (generate(model, tokenizer, PROMPTS, longest=longest) for longest in (1, 6))
    assert all(len(a) < len(b) and "<|" not in b for a, b in zip(short, long, strict=True) if b)


def test_no_prompts_no_answers(model, tokenizer):
    assert generate(model, tokenizer, []) == []
