"""Spans: places in texts that repeat themselves, in any script, up to both ends."""

import json

from hypothesis import given
from hypothesis import strategies as st

from pipelines.kinds import Question, Task, kind_of

SPANS, TASK = kind_of("spans"), Task(("a", "b"), kind="spans")


@st.composite
def marked(draw: st.DrawFn) -> tuple[Question, str]:
    """A text of few different letters, so that passages repeat and overlap themselves, and places in it."""
    text = draw(st.text(st.sampled_from("ab \u0301🧑\u200d⚕é\n"), min_size=1, max_size=15))
    ends = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).filter(lambda two: two[0] != two[1])
    places = draw(st.lists(st.tuples(ends, st.sampled_from(TASK.labels)), max_size=4))
    spans = [{"start": min(two), "end": max(two), "label": label} for two, label in places]
    return Question("r", text), json.dumps(spans)


@given(marked())
def test_every_place_can_be_quoted_and_found_again(one: tuple[Question, str]) -> None:
    question, said = one
    value = SPANS.check(said, question, TASK)
    assert SPANS.from_model(SPANS.to_model(value, question), question, TASK) == value


@given(marked())
def test_wrong_places_are_other_valid_places(one: tuple[Question, str]) -> None:
    question, said = one
    value = SPANS.check(said, question, TASK)
    found = SPANS.variants(value, question, TASK)
    assert value not in found
    assert [SPANS.check(wrong, question, TASK) for wrong in found] == list(found)


def test_occurrences_that_overlap_are_counted_too() -> None:
    question = Question("r", "banana")
    value = SPANS.from_model({"spans": [{"text": "ana", "label": "a", "nth": 2}]}, question, TASK)
    assert value == '[{"end":6,"label":"a","start":3}]'


def test_an_emoji_counts_as_its_code_points() -> None:
    value = SPANS.from_model({"spans": [{"text": "b", "label": "a", "nth": 1}]}, Question("r", "👍🏽b"), TASK)
    assert value == '[{"end":3,"label":"a","start":2}]'
