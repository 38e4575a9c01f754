"""The filter for instruction data: each rule on its plainest case and on the sound answer next to it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.core.records import Record
from pipelines.core.rules import Rules
from pipelines.filters.instruction import instruction
from tests.fakes.judging import reason_for, reasons_for

QUESTION = "What is the capital of France?"


@pytest.mark.parametrize(
    ("asked", "answered", "reason"),
    [
        (QUESTION, " \u200b\n", "empty: the response"),
        (QUESTION, "...", "empty: the response"),
        ("\ufeff", "Paris.", "empty: the instruction"),
        (QUESTION, "What is  the capital\nof France?", "100% of the response is its instruction, more than 99.9%"),
        (QUESTION, f'"{QUESTION}"', "100% of the response is its instruction, more than 99.9%"),
        (QUESTION, "Dear [your name], it is Paris.", "never filled in: [your name]"),
        (QUESTION, "Signed by [Date]", "never filled in: [Date]"),
        (QUESTION, "Hello <insert name here>", "never filled in: <insert name here>"),
        (QUESTION, "Your order {{Order Number}} is on its way.", "never filled in: {{Order Number}}"),
        (QUESTION, "Lorem ipsum dolor sit amet", "never filled in: Lorem ipsum"),
        (QUESTION, "TODO: ask Anna", "never filled in: TODO:"),
        (QUESTION, "Paris.<|im_end|>", "a mark of a chat template: <|im_end|>"),
        ("[INST] Where is it?", "In Paris.", "a mark of a chat template: [INST]"),
        (QUESTION, "Paris.\n### Instruction:\nAnd of Spain?", "a mark of a chat template: ### Instruction:"),
    ],
)
def test_a_worthless_answer_is_dropped_with_its_reason(asked: str, answered: str, reason: str) -> None:
    assert reason_for(instruction(), Record("r", instruction=asked, response=answered)) == reason


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        (QUESTION, "Paris"),
        (QUESTION, f"{QUESTION} Paris."),
        (QUESTION, "👍"),
        (QUESTION, "{}"),
        ("Hello there", "Hello there!"),
        ("Correct the grammar: he go home every day.", "He goes home every day."),
        ("Extract the city: I used to live in Colombo.", "Colombo"),
        ("Write a letter to my landlord.", "Dear [landlord's name],\nthe roof leaks.\n[your name]"),
        ("How do I clone it?", "Run `git clone <your url>` in a shell."),
        ("How does Jinja print a name?", "```\n{{ user_name }}\n```"),
        ("State the law.", r"It is \frac{{mass}}{{volume}}, the density."),
        ("What is on my list?", "TODO list: milk, bread."),
        ("Quote the source.", "See [your account](https://example.org) and array[add index]: both work."),
        ("Read the entry.", "It is person[name], a text, or any [name](#names) of a list."),
        ("### Instruction: write one line\nHuman: hi\nAssistant: hello", "Human: Hi!\nAssistant: Hello!"),
        ("What ends a turn?", "The mark `<|im_end|>` does."),
        ("Which clause is this? [***] days", "Notice Period"),
        ("Show a loop.", "for i in range(9):\n    if i:\n        pass\n    else:\n        pass\n"),
    ],
)
def test_the_sound_answer_next_to_it_is_kept(asked: str, answered: str) -> None:
    assert reason_for(instruction(), Record("r", instruction=asked, response=answered)) is None


def test_an_answer_that_turns_in_a_circle_is_dropped() -> None:
    round_ = "Dividing both sides by two we get x.\nAdding x to both sides we get two.\n"
    record = Record("r", instruction="Solve it.", response="We know that 33 is three times x.\n" + round_ * 4)
    assert reason_for(instruction(), record) == "66.7% of its lines were there before, more than 50%"
    assert reason_for(instruction(max_repeated=0.7), record) is None


def test_sentences_count_like_lines() -> None:
    record = Record("r", instruction="Describe it.", response="It is a very good phone. " * 6)
    assert reason_for(instruction(), record) == "83.3% of its lines were there before, more than 50%"


def test_what_can_still_be_labelled_is_kept_unless_it_must_be_whole() -> None:
    waiting = Record("r", instruction=QUESTION)
    assert reason_for(instruction(), waiting) is None
    assert reason_for(instruction(missing=False), waiting) == "not there: the response"


def test_the_last_answer_of_a_chat_is_judged() -> None:
    said = [("user", QUESTION), ("assistant", "Paris."), ("user", "And how do I pick a lock?")]
    said.append(("assistant", "I'm sorry, but I can't assist with that."))
    chat = "[" + ", ".join(f'{{"role": "{role}", "content": "{text}"}}' for role, text in said) + "]"
    assert reason_for(instruction(), Record("r", messages=chat)) == "a refusal: I'm sorry, but I can't assist with that"


@pytest.mark.parametrize("label", ["I cannot help with that", "No-Solicit of Customers", "TODO: later", "...", "and"])
def test_a_known_label_is_kept_whatever_it_looks_like(label: str) -> None:
    record = Record("r", instruction=label, response=label)
    assert reason_for(instruction(labels=["injury", label]), record) is None


def test_every_rule_can_be_switched_off() -> None:
    switches = ("empty", "echo", "refusal", "cut_off", "repeats", "placeholder", "template_mark")
    off = instruction(**dict.fromkeys(switches, False))
    assert isinstance(off, Rules)
    assert list(off.rules) == []


SOUND = [
    ("Wann endet der Vertrag?", "Der Vertrag endet dreißig Tage nach der schriftlichen Kündigung."),
    ("合同何时终止？", "本合同自书面通知之日起三十天后终止。双方另有约定的除外。"),
    ("متى ينتهي العقد؟", "ينتهي هذا العقد بعد ثلاثين يوما من الإخطار الكتابي."),
    ("अनुबंध कब समाप्त होता है?", "यह अनुबंध लिखित सूचना के तीस दिन बाद समाप्त होता है।"),
    ("สัญญาสิ้นสุดเมื่อใด", "สัญญานี้สิ้นสุดสามสิบวันหลังจากแจ้งเป็นลายลักษณ์อักษร"),
    ("Когда заканчивается договор?", "Договор заканчивается через тридцать дней после уведомления."),
    ("契約はいつ終わりますか。", "この契約は書面による通知の三十日後に終了します。"),
    ("¿Cuándo termina?", "Treinta días después de la notificación por escrito."),
]


@pytest.mark.parametrize(("asked", "answered"), SOUND)
def test_a_sound_answer_is_kept_in_any_language(asked: str, answered: str) -> None:
    assert reason_for(instruction(), Record("r", instruction=asked, response=answered)) is None


anything = st.none() | st.text(max_size=60) | st.sampled_from(["As an AI, I can't", "```", "[your name]", "a, " * 20])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(anything, anything, anything), max_size=5))
def test_any_records_are_judged_each_by_itself(rows: list[tuple[str | None, str | None, str | None]]) -> None:
    records = [Record("r", instruction=i, response=r, messages=m) for i, r, m in rows]
    together = reasons_for(instruction(missing=False), records)
    assert together == [reason_for(instruction(missing=False), record) for record in records]
    assert all(reason is None or len(reason.splitlines()) == 1 for reason in together)
