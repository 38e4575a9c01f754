"""Multilabel: what files hold, and codes below codes."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.core.records import Record
from pipelines.kinds import Question, Task, kind_of
from pipelines.kinds.multilabel import most_specific

MULTILABEL = kind_of("multilabel")


@pytest.mark.parametrize(
    ("answer", "given"),
    [
        ("b; a", '["a","b"]'),
        ("a|b|a", '["a","b"]'),
        ('["b", "a"]', '["a","b"]'),
        ("[]", "[]"),
        (" ", None),
        (None, None),
        ("a, or b", '["a, or b"]'),
    ],
)
def test_a_file_may_list_labels_in_three_ways(answer: str | None, given: str | None) -> None:
    assert MULTILABEL.question(Record("r", text="t", label=answer)).given == given


def test_levels_are_separated_as_the_task_says() -> None:
    assert most_specific(["Heart", "Heart/Failure", "Heart/Failure/Acute", "Hearts"], "/") == [
        "Heart/Failure/Acute",
        "Hearts",
    ]
    assert most_specific(["E11", "E11.9", "E119"], ".") == ["E11.9", "E119"]
    assert most_specific(["E11", "E11.9"], "") == ["E11", "E11.9"]


@given(st.lists(st.lists(st.sampled_from("ab"), min_size=1, max_size=3).map("/".join), max_size=6))
def test_none_of_the_kept_labels_lies_above_another_and_each_said_one_is_covered(said: list[str]) -> None:
    kept = most_specific(said, "/")
    assert not any(other.startswith(f"{label}/") for label in kept for other in kept)
    assert all(any(other == label or other.startswith(f"{label}/") for other in kept) for label in said)


def test_a_wrong_answer_near_a_code_may_be_the_code_below() -> None:
    task = Task(("E11", "E11.9"), kind="multilabel", separator=".")
    assert [json.loads(one) for one in MULTILABEL.variants('["E11"]', Question("r", ""), task)] == [["E11.9"], []]


CODES = Task(("E1", "E11", "E11.9", "E11.65", "I10"), kind="multilabel", separator=".")


@given(st.lists(st.sampled_from(CODES.labels), max_size=8))
def test_every_set_has_one_form_and_valid_wrong_neighbours(said: list[str]) -> None:
    question = Question("r", "")
    value = MULTILABEL.check(json.dumps(said), question, CODES)
    assert (
        MULTILABEL.check(value, question, CODES) == MULTILABEL.check(json.dumps(said[::-1]), question, CODES) == value
    )
    assert MULTILABEL.from_model(MULTILABEL.to_model(value, question), question, CODES) == value
    for wrong in MULTILABEL.variants(value, question, CODES):
        assert MULTILABEL.check(wrong, question, CODES) == wrong != value
