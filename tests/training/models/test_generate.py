"""Batched generation: the batch a prompt falls into does not change its answer."""

import math

import pytest

from pipelines.core.errors import VerilodeError
from training.data.examples import Example
from training.evaluation.choices import choose
from training.models.generate import answer, generate, rendered
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


def log_likelihood(model, tokenizer, prompt: str, answer_ids: list[int]) -> float:
    """Of these tokens after the prompt, alone and without padding."""
    import torch

    ids = tokenizer(prompt, add_special_tokens=False)["input_ids"]
    with torch.inference_mode():
        scores = model(torch.tensor([ids + answer_ids])).logits[0].log_softmax(-1)
    return sum(float(scores[len(ids) - 1 + i, token]) for i, token in enumerate(answer_ids))


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


def test_confidence_is_the_probability_of_what_was_said(model, tokenizer):
    said = answer(model, tokenizer, PROMPTS, longest=2)
    cut = [pair for pair in zip(PROMPTS, said, strict=True) if pair[1].cut]
    assert cut, "an answer that was cut off has tokens one can search step by step"
    for example, one in cut:
        prompt, ids = rendered(tokenizer, example), []
        for _ in range(2):
            ids.append(next_token(model, tokenizer, prompt, ids))
        assert one.confidence == pytest.approx(math.exp(log_likelihood(model, tokenizer, prompt, ids)), rel=1e-3)


def next_token(model, tokenizer, prompt: str, so_far: list[int]) -> int:
    import torch

    ids = tokenizer(prompt, add_special_tokens=False)["input_ids"] + so_far
    with torch.inference_mode():
        return int(model(torch.tensor([ids])).logits[0, -1].argmax())


def test_a_models_own_taste_for_sampling_is_ignored(model, tokenizer):
    greedy = generate(model, tokenizer, PROMPTS, longest=6)
    model.generation_config.update(do_sample=True, temperature=5.0, repetition_penalty=3.0)
    assert generate(model, tokenizer, PROMPTS, longest=6) == greedy
    model.generation_config.update(do_sample=False, temperature=1.0, repetition_penalty=1.0)


def test_a_prompt_that_spells_a_control_token_is_named(model, tokenizer):
    token = tokenizer.eos_token
    with pytest.raises(VerilodeError, match="spelling a control token of the model: bad"):
        generate(model, tokenizer, [Example("bad", ({"role": "user", "content": f"hi {token}"},), "")])


def test_a_choice_is_made_by_likelihood_per_character_whatever_it_is_padded_with(model, tokenizer):
    choices = ["skin", "ear", "circulatory"]
    prompt = rendered(tokenizer, PROMPTS[1])
    fair = []
    for choice in choices:
        ids = tokenizer(choice, add_special_tokens=False)["input_ids"]
        fair.append(log_likelihood(model, tokenizer, prompt, ids) / len(choice))
    assert choose(model, tokenizer, [PROMPTS[1]], [choices]) == [fair.index(max(fair))]
    assert choose(model, tokenizer, [PROMPTS[1]], [choices[::-1]]) == [2 - fair.index(max(fair))]
