"""Signals of instruction data: literal records, and the values one can count by hand."""

import math

import pytest

from pipelines.core.records import Record
from pipelines.signals import SIGNALS
from tests.fakes.judging import batch_of, signals_of


def signal(name: str, *records: Record, **options: object) -> list[object]:
    return signals_of("instruction", records, options)[name].to_pylist()


def answer(text: str, asked: str = "What is it about?") -> Record:
    return Record("r", instruction=asked, response=text)


def test_words_are_counted_in_any_script() -> None:
    counted = signal(
        "response_words", answer("It is - well - fine."), answer("本合同终止。"), answer("สัญญานี้"), answer("👍")
    )
    assert counted == [4, 5, 2, 0]
    assert signal("instruction_words", answer("", "What is it?")) == [3]


def test_a_plain_text_has_neither_side_nor_misses_one() -> None:
    text = Record("t", text="A clause.", label="x")
    (row,) = signals_of("instruction", [text]).to_pylist()
    assert math.isnan(row["instruction_words"])
    assert math.isnan(row["response_words"])
    assert math.isnan(row["echo"])
    assert {row[name] for name in ("missing", "empty", "refusal", "cut_off", "placeholder")} == {None}


def test_the_side_that_is_missing_or_empty_is_named() -> None:
    records = [Record("a", instruction="q"), Record("b", response="a"), Record("c", instruction=" ", response="a")]
    assert signal("missing", *records) == ["the response", "the instruction", None]
    assert signal("empty", *records, answer("\u200b…")) == [None, None, "the instruction", "the response"]


def test_the_echo_is_the_share_of_the_response_that_the_whole_instruction_fills() -> None:
    asked = "Name the capital of France"
    answers = [asked, f"> {asked}:", f"{asked}. It is Paris", "The capital of France is Paris.", "Paris"]
    shares = signal("echo", *(answer(text, asked) for text in answers))
    assert shares == pytest.approx([1, 1, 26 / 39, 0, 0])


def test_a_short_question_may_be_repeated() -> None:
    assert math.isnan(signal("echo", answer("Good morning", "Good morning"))[0])
    assert signal("echo", answer("Good morning", "Good morning"), fewest_asked=2) == [1]


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("The first of the lines.\n" * 4, math.nan),
        ("The first of the lines.\n" * 5, 0.8),
        ("\n".join(f"This is line number {n}" for n in range(8)), 0),
        ("}\n" * 20, math.nan),
        ("这个产品真的非常好用。" * 5, 0.8),
    ],
)
def test_lines_and_sentences_that_come_again(text: str, share: float) -> None:
    assert signal("repeated_lines", answer(text)) == [pytest.approx(share, nan_ok=True)]


def test_a_label_is_not_looked_at() -> None:
    (row,) = signals_of("instruction", [answer(" to and fro ")], {"labels": ["to and fro"]}).to_pylist()
    assert math.isnan(row["response_words"])
    assert row["missing"] is None


def test_each_batch_is_answered_by_one_of_its_size() -> None:
    family = SIGNALS.build("instruction")
    batches = [batch_of([answer("a"), answer("b")]), batch_of([]), batch_of([answer("c")]).slice(0, 1)]
    found = list(family.compute(iter(batches)))
    assert [batch.num_rows for batch in found] == [2, 0, 1]
    assert {batch.schema for batch in found} == {family.schema}


def test_a_slice_is_judged_like_the_whole() -> None:
    lines = [answer("Again and again and again.\n" * n) for n in range(1, 9)]
    whole = batch_of(lines)
    (part,) = SIGNALS.build("instruction").compute(iter([whole.slice(5, 3)]))
    assert part["repeated_lines"].to_pylist() == signal("repeated_lines", *lines)[5:]
