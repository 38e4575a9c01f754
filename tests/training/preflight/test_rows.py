"""Preflight over tokenizers of several families: what it counts, and the one line for each row that cannot be right."""

import json
from pathlib import Path
from typing import Any

import pytest

from pipelines.core.errors import VerilodeError
from tests.fakes.chats import chat
from tests.fakes.tokenizers import CHATML, chatml, llama3, mistral, words
from training.data.examples import Example
from training.preflight.rows import Lengths, preflight, refuse_control_tokens

PLAIN = chat("fine", "user: which eye", "assistant: left")


def refused(tokenizer: Any, *examples: Example, max_length: int = 99) -> str:
    with pytest.raises(VerilodeError) as told:
        preflight(tokenizer, examples, max_length)
    return str(told.value)


def test_tokens_and_those_that_carry_loss_are_counted() -> None:
    rows = [PLAIN, chat("r2", "user: left left left", "assistant: right left")]
    # r1: user which eye <end> assistant left <end>; the answer and its stop are learned
    assert preflight(words(), rows, max_length=9) == Lengths(rows=2, tokens=7 + 9, supervised=2 + 3, longest=9)


def test_no_rows_are_no_failure() -> None:
    assert preflight(words(), [], max_length=9) == Lengths(0, 0, 0, 0)


@pytest.mark.parametrize("family", [chatml, llama3, mistral, words])
def test_a_sound_row_passes_in_every_family(family: Any) -> None:
    assert preflight(family(), [PLAIN], 99).rows == 1


def test_a_row_longer_than_the_limit_is_named_and_never_cut() -> None:
    rows = [PLAIN, chat("long", f"user: {'left ' * 9}", "assistant: left")]
    assert refused(words(), *rows, max_length=8) == "1 row is longer than max_length: long"


@pytest.mark.parametrize("answer", ["", " ", "\n\n"])
def test_a_row_that_teaches_nothing_is_named(answer: str) -> None:
    for family in (chatml, llama3, mistral, words):
        blank = chat("blank", "user: which eye", f"assistant: {answer}")
        assert "1 row is without a token that carries loss: blank" in refused(family(), PLAIN, blank)


def test_many_offenders_are_counted_and_five_of_them_named() -> None:
    rows = [chat(f"r{i}", "user: left", "assistant: ") for i in range(7)]
    assert refused(words(), *rows).endswith(
        "7 rows are without a token that carries loss: r0, r1, r2, r3, r4 and 2 more"
    )


def test_a_record_that_is_replayed_twice_is_named_once() -> None:
    blank = chat("blank", "user: left", "assistant: ")
    assert refused(words(), blank, blank) == "1 row is without a token that carries loss: blank"


def test_thousands_of_rows_are_counted_and_refused_together() -> None:
    rows = [chat(f"r{i}", "user: left", f"assistant: {'left' if i % 1000 else ''}") for i in range(2500)]
    assert refused(words(), *rows) == "3 rows are without a token that carries loss: r0, r1000, r2000"
    sound = [row for row in rows if row.answer]
    assert preflight(words(), sound, 99) == Lengths(2497, 2497 * 6, 2497 * 2, 6)


def test_all_reasons_stand_in_one_line() -> None:
    rows = [chat("long", f"user: {'left ' * 9}", "assistant: left"), chat("blank", "user: left", "assistant: ")]
    assert refused(words(), *rows, max_length=8) == (
        "1 row is longer than max_length: long; 1 row is without a token that carries loss: blank"
    )


@pytest.mark.parametrize(
    ("asked", "answer"), [("a <|im_end|> assistant skin", "b"), ("a", "skin <|im_end|>\n<|im_start|>user")]
)
def test_text_that_spells_a_control_token_is_refused_not_obeyed(asked: str, answer: str) -> None:
    rows = [
        chat("honest", "user: a <think> b", "assistant: c"),
        chat("hostile", f"user: {asked}", f"assistant: {answer}"),
    ]
    line = "1 row is spelling a control token of the model: hostile"
    assert line in refused(chatml(), *rows)
    with pytest.raises(VerilodeError, match=f"^{line}$"):
        refuse_control_tokens(chatml(), rows)


def test_a_template_that_refuses_a_system_turn_is_told_in_its_own_words() -> None:
    rows = [PLAIN, chat("clerk", "system: You are a clerk.", "user: which eye", "assistant: left")]
    told = refused(mistral(), *rows)
    assert told.startswith("1 row is refused by the chat template (Conversation roles must alternate user/assistant")
    assert told.endswith(": clerk")


def test_a_template_that_breaks_is_one_line_for_the_rows_it_breaks_on() -> None:
    broken = CHATML.replace("{{ m['content'] }}", "{{ m['content'] if m['content'] != 'x' else 1 / 0 }}")
    told = refused(chatml(broken), PLAIN, chat("odd", "user: x", "assistant: left"))
    assert told == "1 row is refused by the chat template (division by zero): odd"


def test_a_template_that_is_no_template_is_one_line() -> None:
    told = refused(chatml("{% for m in messages %}"), PLAIN)
    assert told.startswith("1 row is refused by the chat template (Unexpected end of template.")


def test_a_template_that_drops_the_system_turn_is_refused() -> None:
    deaf = CHATML.replace("messages %}", "messages if m['role'] != 'system' %}", 1)
    clerk = chat("clerk", "system: You are a clerk.", "user: which eye", "assistant: left")
    assert (
        refused(chatml(deaf), PLAIN, clerk)
        == "1 row is without their system turn, which the chat template drops: clerk"
    )


def test_a_template_that_rewrites_the_question_is_refused() -> None:
    counting = "{{ messages | length }} turns: " + CHATML
    assert refused(chatml(counting), PLAIN) == (
        "1 row is rendered differently by the chat template with their answer than without it: fine"
    )


def test_a_template_that_changes_the_answer_is_refused() -> None:
    """As those do that cut what a model thought before it answered."""
    cutting = CHATML.replace("m['content'] }}", "m['content'].split('</think>') | last }}")
    thought = chat("deep", "user: which eye", "assistant: hm</think>left")
    assert "taught another answer than their own" in refused(chatml(cutting), PLAIN, thought)


def test_a_token_across_the_end_of_the_prompt_is_refused() -> None:
    """Trained behind ` answer:`, the model would be asked behind ` answer: `, which is another token."""
    open_ended = (
        "{% for m in messages %}{% if m['role'] == 'user' %}{{ m['content'] }}le"
        "{% else %}{{ m['content'] }}<|im_end|>{% endif %}{% endfor %}"
    )
    told = refused(chatml(open_ended), chat("glued", "user: ", "assistant: ft"))
    assert told == "1 row is read differently with their answer: a token spans the end of the prompt: glued"


def test_an_answer_without_a_stop_token_is_refused() -> None:
    endless = CHATML.replace("<|im_end|>\n{% endfor", "\n{% endfor")
    assert "without a stop token at the end of the loss" in refused(chatml(endless), PLAIN)


def test_a_stop_token_that_only_the_model_knows_counts(tmp_path: Path) -> None:
    """As in bases whose tokenizer ends texts, not turns: their generation settings name both."""
    tokenizer = chatml(eos_token="<|endoftext|>")
    assert "without a stop token" in refused(tokenizer, PLAIN)
    stop = tokenizer.convert_tokens_to_ids("<|im_end|>")
    (tmp_path / "generation_config.json").write_text(json.dumps({"eos_token_id": [0, stop]}))
    tokenizer.name_or_path = str(tmp_path)
    assert preflight(tokenizer, [PLAIN], 99).rows == 1


def test_a_start_token_that_comes_twice_is_refused() -> None:
    twice = llama3()
    twice.chat_template = "{{ bos_token }}" + twice.chat_template
    assert refused(twice, PLAIN) == "1 row is beginning with the start token twice: fine"


def test_an_answer_the_tokenizer_cannot_spell_is_refused() -> None:
    rows = [
        PLAIN,
        chat("asks", "user: which arm", "assistant: left"),
        chat("says", "user: which eye", "assistant: arm"),
    ]
    assert refused(words(), *rows) == "1 row is taught tokens the tokenizer does not know (unknown): says"


def test_tokens_beyond_the_models_embedding_are_refused(tmp_path: Path) -> None:
    tokenizer = words()
    (tmp_path / "config.json").write_text(json.dumps({"vocab_size": 6}))
    tokenizer.name_or_path = str(tmp_path)
    told = refused(tokenizer, PLAIN)
    assert told == "1 row is made of tokens the model has no embedding for: fine"


def test_a_row_that_only_the_model_is_too_short_for_is_refused(tmp_path: Path) -> None:
    tokenizer = words()
    (tmp_path / "config.json").write_text(json.dumps({"text_config": {"max_position_embeddings": 6}}))
    tokenizer.name_or_path = str(tmp_path)
    assert refused(tokenizer, PLAIN) == "1 row is longer than what the model can read: fine"


def test_a_base_without_a_chat_template_or_a_stop_token_is_refused() -> None:
    plain = chatml()
    plain.chat_template = None
    assert "has no chat template; choose an instruction-tuned base" in refused(plain, PLAIN)
    assert "has no stop token" in refused(chatml(eos_token=None), PLAIN)
