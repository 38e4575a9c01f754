"""Building the tiny base: the same every time, complete or not there."""

from dataclasses import replace

import pytest

from training.base.tiny import TinyOptions, TinyTexts, build_tiny, tiny_key
from training.models.identity import model_hash

TEXTS = TinyTexts(["acne", "otitis"], ["Which chapter? acne"], ["skin", "ear"])
OPTIONS = TinyOptions(hidden=16, layers=1, steps=3, batch_size=4)


@pytest.fixture
def chats(tmp_path):
    file = tmp_path / "chats.jsonl"
    file.write_text('{"instruction": "Opposite of hot?", "response": "cold"}\n')
    return file


@pytest.mark.parametrize(
    ("texts", "options"),
    [
        (replace(TEXTS, plain=["acne"]), OPTIONS),
        (replace(TEXTS, labels=["skin"]), OPTIONS),
        (TEXTS, replace(OPTIONS, seed=1)),
        (TEXTS, replace(OPTIONS, steps=4)),
    ],
)
def test_other_inputs_are_another_base(chats, texts, options):
    assert tiny_key(texts, chats, options) != tiny_key(TEXTS, chats, OPTIONS)


@pytest.mark.train
def test_equal_inputs_give_the_same_base_to_the_bit(tmp_path, chats):
    first, second = (build_tiny(tmp_path / name, TEXTS, chats, OPTIONS) for name in ("a", "b"))
    assert model_hash(first) == model_hash(second)
    other = build_tiny(tmp_path / "c", TEXTS, chats, replace(OPTIONS, seed=1))
    assert model_hash(other) != model_hash(first)


@pytest.mark.train
def test_a_base_that_another_process_finished_first_is_taken_as_it_is(tmp_path, chats):
    built = build_tiny(tmp_path / "base", TEXTS, chats, OPTIONS)
    before = model_hash(built)
    assert model_hash(build_tiny(built, TEXTS, chats, replace(OPTIONS, seed=1))) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["base", "chats.jsonl"]
