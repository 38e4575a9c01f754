"""Rank: pairs and longer lists of answers, and what is frozen of an order."""

import json
import string

from hypothesis import given
from hypothesis import strategies as st

from pipelines.core.records import Record
from pipelines.kinds import Question, Task, kind_of

RANK = kind_of("rank")
PAIR = Record("r", instruction="Why?", response="good", rejected="bad")


def test_a_pair_has_two_candidates_and_the_sources_own_order() -> None:
    question = RANK.question(PAIR)
    assert (question.candidates, question.given) == (("good", "bad"), "[0,1]")
    assert RANK.frozen(PAIR, "[1,0]") == {"response": "bad", "rejected": "good"}


def test_a_longer_list_says_nothing_about_its_order() -> None:
    listed = Record("r", instruction="Why?", response="a", rejected="c", meta={"candidates": ["a", "b", "c"]})
    assert RANK.question(listed).given is None
    assert RANK.frozen(listed, "[2,1,0]") == {"response": "c", "rejected": "a"}


def test_orders_agree_when_best_and_worst_are_the_same() -> None:
    assert RANK.agree("[3,0,1,2]", "[3,1,0,2]")
    assert not RANK.agree("[3,0,1,2]", "[3,0,2,1]")


def test_a_chat_keeps_only_what_both_answers_answer() -> None:
    turns = [{"role": "user", "content": "Why?"}, {"role": "assistant", "content": "good"}]
    chat = Record("r", messages=json.dumps(turns), response="good", rejected="bad")
    frozen = RANK.frozen(chat, "[1,0]")
    assert frozen == {"response": "bad", "rejected": "good", "messages": json.dumps(turns[:1])}


def test_half_a_character_in_a_candidate_cannot_reach_a_snapshot() -> None:
    broken = Record("r", instruction="Why?", meta={"candidates": ["\ud800a", "b"]})
    assert RANK.question(broken).candidates == ("?a", "b")


def test_a_letter_is_one_candidate_as_it_is_shown() -> None:
    question = RANK.question(PAIR)
    value = RANK.from_model({"order": ["B", "A"]}, question, Task(kind="rank"))
    assert json.loads(value) == [question.order[1], question.order[0]]


@given(order=st.integers(2, 26).flatmap(lambda count: st.permutations(range(count))), record_id=st.text(max_size=8))
def test_every_order_goes_to_a_chat_model_and_back(order: list[int], record_id: str) -> None:
    question, task = Question(record_id, "Why?", None, tuple(f"answer {n}" for n in order)), Task(kind="rank")
    value = RANK.check(json.dumps(order), question, task)
    told = RANK.to_model(value, question)
    assert sorted(told["order"]) == list(string.ascii_uppercase[: len(order)])
    assert RANK.from_model(told, question, task) == value
    [wrong] = RANK.variants(value, question, task)
    assert not RANK.agree(value, RANK.check(wrong, question, task))


def test_candidates_may_be_written_as_json_in_a_column() -> None:
    listed = Record("r", instruction="Why?", meta={"candidates": '["a", "b", "c"]'})
    assert RANK.question(listed).candidates == ("a", "b", "c")
    assert RANK.question(Record("r", instruction="Why?", meta={"candidates": "a, b"})).candidates == ()
