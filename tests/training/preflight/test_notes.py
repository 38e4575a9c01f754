"""What is worth knowing and refuses nothing."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.chats import chat
from tests.fakes.tokenizers import CHATML, chatml, llama3, mistral, words
from training.preflight.notes import notes_of
from training.preflight.render import render
from training.preflight.vocabulary import vocabulary

PLAIN = chat("fine", "user: which eye", "assistant: left")


def notes(tokenizer: Any, *examples: Any, max_length: int = 99) -> list[str]:
    return notes_of(tokenizer, vocabulary(tokenizer), render(tokenizer, examples), max_length)


def test_a_sound_base_needs_no_note() -> None:
    assert notes(chatml(), PLAIN) == []


def test_padding_with_the_stop_token_is_told() -> None:
    told = "padding uses the stop token; only padding itself is left out of the loss, real stop tokens are learned"
    assert notes(chatml(pad_token="<|im_end|>"), PLAIN) == [told]
    assert notes(llama3(), PLAIN) == [told]


def test_a_start_token_that_the_template_leaves_out_is_told() -> None:
    tokenizer = mistral()
    assert not any("begin with" in note for note in notes(tokenizer, PLAIN))
    tokenizer.chat_template = tokenizer.chat_template.replace("{{ bos_token }}", "")
    assert "texts of this tokenizer begin with <s>, the chat template leaves it out" in notes(tokenizer, PLAIN)


def test_white_space_that_the_template_takes_is_counted() -> None:
    rows = [PLAIN, chat("spaced", "user: which eye", "assistant: left \n")]
    trimming = chatml(CHATML.replace("m['content'] }}", "m['content'] | trim }}"))
    assert notes(trimming, *rows) == ["the chat template takes white space from the ends of 1 answers"]


def test_unknown_tokens_and_bytes_are_shares() -> None:
    asked = chat("asks", "user: which arm", "assistant: left")
    # user which <unk> <end> assistant left <end>
    assert notes(words(), asked) == ["14.29% of the tokens are unknown to the tokenizer: what they stood for is lost"]
    assert any("single bytes" in note for note in notes(mistral(), chat("r", "user: eye", "assistant: 😀")))


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"vocab_size": 8}, "the tokenizer knows 1 tokens the model has no embedding for; no row may use them"),
        ({"vocab_size": 137}, None),
        (
            {"vocab_size": 2009},
            "the model has 2,000 embeddings more than the tokenizer has tokens: is it the base's own?",
        ),
        ({"max_position_embeddings": 50}, "the model reads 50 tokens, max_length allows 99"),
    ],
)
def test_a_model_of_another_size_is_told(settings: dict[str, int], told: str | None, tmp_path: Path) -> None:
    tokenizer = words()
    assert len(tokenizer) == 9
    (tmp_path / "config.json").write_text(json.dumps(settings))
    tokenizer.name_or_path = str(tmp_path)
    assert notes(tokenizer, PLAIN) == ([told] if told else [])
