"""What every kind of task promises, run over every file of the registry."""

import json
import string

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.core.records import CONTENT_FIELDS, Record
from pipelines.exports._exchange import exchange
from pipelines.kinds import KINDS, Invalid, Question, Task, kind_of
from tests.contracts.kind_examples import KindExample, Pair, example_of

every_kind = pytest.mark.parametrize("name", KINDS.names())


def pairs(part: str) -> pytest.MarkDecorator:
    """Every pair of one part of every example, as a case of its own."""
    found = [(name, pair) for name in KINDS.names() for pair in getattr(example_of(name), part)]
    return pytest.mark.parametrize(("name", "pair"), found, ids=[f"{name}-{pair.said!r}"[:60] for name, pair in found])


def asked(name: str) -> tuple[KindExample, Question]:
    """The example of a kind, and the question its record puts."""
    example = example_of(name)
    return example, kind_of(name).question(example.record)


def answers(name: str) -> list[str]:
    """Canonical answers, and wrong ones near them."""
    example, question = asked(name)
    good = [pair.means for pair in example.good]
    return [*good, *(near for one in good for near in kind_of(name).variants(one, question, example.task))]


@pairs("good")
def test_an_answer_gets_its_canonical_form(name: str, pair: Pair) -> None:
    example, question = asked(name)
    assert kind_of(name).check(pair.said, question, example.task) == pair.means


@pairs("bad")
def test_what_is_no_answer_is_refused_with_its_reason(name: str, pair: Pair) -> None:
    example, question = asked(name)
    with pytest.raises(Invalid) as caught:
        kind_of(name).check(pair.said, question, example.task)
    assert pair.means in str(caught.value)


@pairs("told")
def test_a_chat_models_fields_mean_a_value(name: str, pair: Pair) -> None:
    example, question = asked(name)
    assert kind_of(name).from_model(pair.said, question, example.task) == pair.means


@pairs("untold")
def test_fields_that_mean_nothing_are_refused_with_their_reason(name: str, pair: Pair) -> None:
    example, question = asked(name)
    with pytest.raises(Invalid) as caught:
        kind_of(name).from_model(pair.said, question, example.task)
    assert pair.means in str(caught.value)


@every_kind
def test_the_source_is_asked_about_with_the_answer_it_had(name: str) -> None:
    example, question = asked(name)
    assert (question.record_id, question.given) == ("r1", example.given)
    assert question.given is None or kind_of(name).check(question.given, question, example.task) == question.given


@every_kind
def test_a_value_says_what_it_holds_and_can_be_read(name: str) -> None:
    example, question = asked(name)
    value, kind = example.frozen[0], kind_of(name)
    assert kind.classes(value) == example.classes
    assert kind.shown(value, question) == example.shown
    assert kind.shown(value)
    assert set(kind.classes(value)) <= set(kind.options(example.task)) or not kind.options(example.task)


@every_kind
def test_a_value_freezes_as_content_of_the_record(name: str) -> None:
    example, _ = asked(name)
    value, fields = example.frozen
    frozen = kind_of(name).frozen(example.record, value)
    assert frozen == fields
    assert set(frozen) <= set(CONTENT_FIELDS)


@every_kind
def test_what_is_frozen_is_what_an_export_finds_answered(name: str) -> None:
    example, _ = asked(name)
    kept = {field: getattr(example.record, field) for field in CONTENT_FIELDS}
    frozen = Record("r1", **(kept | kind_of(name).frozen(example.record, example.frozen[0])))
    assert [turn["content"] for turn in exchange(frozen).answer] == [frozen.response]


@every_kind
def test_values_agree_with_themselves_and_not_with_others(name: str) -> None:
    kind, example = kind_of(name), example_of(name)
    assert all(kind.agree(value, value) for value in answers(name))
    assert all(kind.agree(one, other) and kind.agree(other, one) for one, other in example.same)
    assert not any(kind.agree(one, other) or kind.agree(other, one) for one, other in example.differ)


@every_kind
def test_wrong_answers_near_an_answer_are_answers_and_differ_from_it(name: str) -> None:
    (example, question), kind = asked(name), kind_of(name)
    near = [(value, kind.variants(value, question, example.task)) for value in answers(name)]
    assert any(found for _, found in near)
    for value, found in near:
        assert [kind.check(one, question, example.task) for one in found] == list(found)
        assert not any(kind.agree(value, one) for one in found)


@every_kind
def test_checking_twice_changes_nothing(name: str) -> None:
    (example, question), kind = asked(name), kind_of(name)
    assert [kind.check(value, question, example.task) for value in answers(name)] == answers(name)


@every_kind
def test_a_value_goes_to_a_chat_model_and_back_and_fits_the_schema(name: str) -> None:
    (example, question), kind = asked(name), kind_of(name)
    schema = {
        "type": "object",
        "properties": kind.schema(question, example.task),
        "required": list(kind.order_of_fields),
    }
    for value in answers(name):
        told = kind.to_model(value, question)
        assert set(told) == set(kind.order_of_fields)
        jsonschema.validate(told, schema | {"additionalProperties": False})
        assert kind.from_model(told, question, example.task) == value


@every_kind
def test_a_chat_model_is_told_every_field_it_must_fill(name: str) -> None:
    kind, example = kind_of(name), example_of(name)
    assert all(f'"{field}"' in kind.asks for field in kind.order_of_fields)
    assert kind.control in ("choice", "choices", "spans", "text", "fields", "order", "preference")
    assert kind.needs_labels <= bool(example.task.labels)


STRANGE = [
    "NaN",
    "1e999",
    "[1e999]",
    "9" * 5000,
    "[" * 100_000,
    '["\\ud800"]',
    "\ud800",
    "\x00",
    "null",
    "{}",
    "[null]",
]
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from("ABC")
TREES = st.recursive(SCALARS, lambda x: st.lists(x, max_size=4) | st.dictionaries(st.text(max_size=5), x, max_size=4))
TEXTS = st.text(st.characters(), max_size=30) | st.sampled_from(STRANGE) | TREES.map(json.dumps)


@every_kind
@settings(max_examples=50, deadline=None)
@given(said=TEXTS)
def test_any_text_is_an_answer_or_refused_in_one_line(name: str, said: str) -> None:
    (example, question), kind = asked(name), kind_of(name)
    for task in (example.task, Task(kind=name)):
        try:
            value = kind.check(said, question, task)
        except Invalid as refused:
            assert str(refused).splitlines() == [str(refused)]
        else:
            assert kind.check(value, question, task) == value
            value.encode("utf-8")


@every_kind
@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_any_fields_are_an_answer_or_refused(name: str, data: st.DataObject) -> None:
    (example, question), kind = asked(name), kind_of(name)
    span = st.fixed_dictionaries({}, optional={"text": TEXTS, "label": TREES, "nth": TREES})
    field = TREES | TEXTS | st.lists(span, max_size=3)
    told = data.draw(st.fixed_dictionaries({}, optional=dict.fromkeys(kind.order_of_fields, field)))
    try:
        value = kind.from_model(told, question, example.task)
    except Invalid:
        return
    assert kind.check(value, question, example.task) == value


@every_kind
@settings(max_examples=50, deadline=None)
@given(
    fields=st.fixed_dictionaries({name: st.none() | st.text(max_size=20) for name in ("system", "response", "label")})
)
def test_a_question_can_be_put_about_any_record(name: str, fields: dict[str, str | None]) -> None:
    kind = kind_of(name)
    for main in ({"text": "a text"}, {"instruction": "a question"}, {"messages": "[]"}):
        question = kind.question(Record("r", **main, **fields))
        assert main.get("text", main.get("instruction", "")) in question.text


@given(ids=st.text(max_size=10), count=st.integers(0, 26))
def test_candidates_are_shown_in_a_mixed_order_that_is_everybodys(ids: str, count: int) -> None:
    question = Question(ids, "", None, tuple(string.ascii_uppercase[:count]))
    assert sorted(question.order) == list(range(count))
    assert question.order == Question(ids, "another text", "[0,1]", question.candidates).order


def test_the_chosen_text_stands_first_in_half_of_the_records() -> None:
    first = [Question(f"r{n}", "", None, ("chosen", "rejected")).order[0] for n in range(4000)]
    assert 0.47 < sum(first) / len(first) < 0.53
