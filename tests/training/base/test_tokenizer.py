"""The tiny base's tokenizer: labels are short, the chat template has its turns, any text comes back."""

import pytest

from training.base.tokenizer import train_tokenizer

pytestmark = pytest.mark.train


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory):
    return train_tokenizer(["acne of the face", "otitis"], ["musculoskeletal"], tmp_path_factory.mktemp("tokenizer"))


def test_a_label_is_one_token(tokenizer):
    assert len(tokenizer("musculoskeletal")["input_ids"]) == 1


@pytest.mark.parametrize("text", ["Café, naïve", "糖尿病", "🙂\n\ttab", "<|not a token|>"])
def test_any_text_comes_back(tokenizer, text):
    assert tokenizer.decode(tokenizer(text)["input_ids"]) == text


def test_turns_are_rendered_with_roles_and_stops(tokenizer):
    turns = [{"role": "system", "content": "S"}, {"role": "user", "content": "U"}]
    asked = tokenizer.apply_chat_template(turns, add_generation_prompt=True, tokenize=False)
    assert asked == "<|system|>S<|end|><|user|>U<|end|><|assistant|>"
    whole = tokenizer.apply_chat_template([*turns, {"role": "assistant", "content": "A"}], tokenize=False)
    assert whole == asked + "A<|end|>"


def test_the_template_marks_what_the_assistant_says(tokenizer):
    turns = [{"role": "user", "content": "U"}, {"role": "assistant", "content": "A"}]
    marked = tokenizer.apply_chat_template(turns, return_assistant_tokens_mask=True, return_dict=True)
    said = [i for i, mine in zip(marked["input_ids"], marked["assistant_masks"], strict=True) if mine]
    assert tokenizer.decode(said) == "A<|end|>"
