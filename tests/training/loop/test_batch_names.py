"""Records found again in a batch of tokens."""

import pytest

from training.loop.batch_names import names_in, told

pytestmark = pytest.mark.train


@pytest.fixture(scope="module")
def tokenizer(world):
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(world.base)


def padded(tokenizer, *texts: str) -> dict:
    return dict(tokenizer(list(texts), padding=True, return_tensors="pt"))


def test_each_record_is_named_once(tokenizer) -> None:
    known = [("r1", ["Which chapter? acne", "skin"]), ("r2", ["Which chapter? iritis", "eye"])]
    batch = padded(tokenizer, "Which chapter? iritis eye", "Which chapter? iritis eye", "Which chapter? rash skin")
    assert names_in([batch], tokenizer, lambda: known) == ["r2"]


def test_a_record_within_another_is_not_meant(tokenizer) -> None:
    known = [("short", ["acne"]), ("long", ["acne, left side"])]
    assert names_in([padded(tokenizer, "acne, left side")], tokenizer, lambda: known) == ["long"]


def test_both_sides_of_a_pair_lead_to_it(tokenizer) -> None:
    known = [("p1", ["hello", "polite"]), ("p1", ["hello", "rude"]), ("p2", ["bye", "curt"])]
    batch = {"chosen_input_ids": padded(tokenizer, "hello rude")["input_ids"], "margin": 1.0}
    assert names_in([batch, padded(tokenizer, "bye curt")], tokenizer, lambda: known) == ["p1", "p2"]


def test_packed_records_are_taken_apart(tokenizer) -> None:
    import torch

    pieces = [tokenizer(text)["input_ids"] for text in ("acne skin", "iritis eye")]
    positions = [position for piece in pieces for position in range(len(piece))]
    batch = {"input_ids": torch.tensor([sum(pieces, [])]), "position_ids": torch.tensor([positions])}
    known = [("r1", ["acne", "skin"]), ("r2", ["iritis", "eye"]), ("both", ["acne", "eye"])]
    assert names_in([batch], tokenizer, lambda: known) == ["r1", "r2"]


def test_rows_of_text_are_read_as_they_are(tokenizer) -> None:
    batch = [{"prompt": [{"role": "user", "content": "What is acne?"}]}]
    assert names_in([batch], tokenizer, lambda: [("r1", ["What is acne?"])]) == ["r1"]


@pytest.mark.parametrize(
    ("names", "said"), [(["a"], "a"), (list("abcde"), "a, b, c, d, e"), (list("abcdefg"), "a, b, c, d, e and 2 more")]
)
def test_five_are_named(names: list[str], said: str) -> None:
    assert told(names) == said
