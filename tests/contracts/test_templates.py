"""What every Label Studio template promises, over every file of the registry; Label Studio's own SDK is the judge."""

import json
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotation.templates import ID_FIELD, TEMPLATES, Template, template_for
from annotation.templates._types import FLAGS, NONE_FITS, NOTE, UNSURE, entry
from pipelines.core.errors import VerilodeError
from pipelines.kinds import KINDS, Invalid, Question, Task, kind_of
from pipelines.store.labels import Suggested
from tests.contracts.template_examples import Example, example_of

label_interface = pytest.importorskip("label_studio_sdk.label_interface", reason="needs the extra: labelstudio")
every_template = pytest.mark.parametrize("name", TEMPLATES.names())
KEYS = ["value", "choices", "text", "labels", "start", "end", "ranker", "answer", "selected", "from_name", "type"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 60) | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=3), inner),
    max_leaves=8,
)


def made(name: str) -> tuple[Template, Example]:
    return TEMPLATES.build(name), example_of(name)


@every_template
@pytest.mark.parametrize("blind", [True, False])
def test_label_studio_accepts_the_interface_and_every_value_as_a_prediction(name: str, blind: bool) -> None:
    template, example = made(name)
    interface = label_interface.LabelInterface(template.config(example.task, blind))
    interface.validate()
    for value in example.values:
        prediction = {"result": template.prediction(value, example.question, example.task), "score": 0.5}
        assert interface.validate_prediction(prediction, return_errors=True) == []


@every_template
def test_every_value_comes_back_as_it_went(name: str) -> None:
    template, example = made(name)
    for value in example.values:
        back = template.value(
            template.prediction(value, example.question, example.task), example.question, example.task
        )
        checked = kind_of(template.kind).check(str(back.value), example.question, example.task)
        assert (checked, back.note, back.unsure, back.none_fits) == (value, None, False, False)


@every_template
def test_the_question_can_be_read_from_what_the_person_saw(name: str) -> None:
    template, example = made(name)
    found = template.question(json.loads(json.dumps(template.task_data(example.question, blind=True))))
    wanted = example.question
    assert (found.record_id, found.text, found.candidates) == ("r1", wanted.text, wanted.candidates)


@every_template
def test_a_blind_task_holds_nothing_of_the_suggestion(name: str) -> None:
    template, example = made(name)
    suggestion = Suggested(example.values[0], 0.87, "because of MARKER", "local", None)
    open_, blind = (template.task_data(example.question, suggestion, blind=blind) for blind in (False, True))
    assert (open_["confidence"], open_["rationale"]) == ("87% sure", "because of MARKER")
    assert blind == template.task_data(example.question, blind=True)
    shown = {"suggestion", "confidence", "rationale"}
    assert set(open_) - set(blind) == shown
    assert not shown & set(fields_of(template.config(example.task, blind=True)))


@every_template
@pytest.mark.parametrize("blind", [True, False])
def test_the_interface_asks_only_for_fields_that_are_sent(name: str, blind: bool) -> None:
    template, example = made(name)
    data = template.task_data(example.question, None, blind=blind)
    assert set(fields_of(template.config(example.task, blind))) | {ID_FIELD} == set(data)


def fields_of(config: str) -> list[str]:
    values = [element.get("value", "") for element in ET.fromstring(config).iter()]
    return [value[1:] for value in values if value.startswith("$")]


@every_template
def test_record_text_is_shown_as_text_only(name: str) -> None:
    template, example = made(name)
    shown = {e.tag for e in ET.fromstring(template.config(example.task, False)).iter() if e.get("value", "")[:1] == "$"}
    assert shown <= {"Text", "List"}
    assert "html" not in json.dumps(template.task_data(example.question))


@every_template
def test_flags_and_a_note_are_read_beside_the_answer(name: str) -> None:
    template, example = made(name)
    answer = template.prediction(example.values[-1], example.question, example.task)
    beside = [entry("choices", {"choices": [UNSURE]}, FLAGS), entry("textarea", {"text": [" why? "]}, NOTE)]
    found = template.value([*answer, *beside], example.question, example.task)
    assert (found.value is not None, found.note, found.unsure, found.none_fits) == (True, "why?", True, False)


@every_template
def test_no_answer_fits_is_an_answer_of_its_own(name: str) -> None:
    template, example = made(name)
    answer = template.prediction(example.values[-1], example.question, example.task)
    flag = entry("choices", {"choices": [NONE_FITS]}, FLAGS)
    found = template.value([*answer, flag], example.question, example.task)
    assert (found.value, found.none_fits) == (None, True)


@every_template
@settings(max_examples=60, deadline=None)
@given(st.lists(JSON, max_size=3))
def test_damaged_results_are_refused_with_a_reason_and_never_become_an_answer(name: str, results: list) -> None:
    template, example = made(name)
    results = [
        {"from_name": "answer", **result} if isinstance(result, dict) and "from_name" not in result else result
        for result in results
    ]
    try:
        reading = template.value(results, example.question, example.task)
        if reading.value is not None:
            kind_of(template.kind).check(reading.value, example.question, example.task)
    except Invalid as reason:
        assert str(reason)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=12), min_size=1, max_size=4, unique=True))
@pytest.mark.parametrize("name", ["classify", "multilabel", "spans"])
def test_any_label_is_held_exactly_or_refused(name: str, labels: list[str]) -> None:
    template, task = TEMPLATES.build(name), Task(tuple(labels), kind=example_of(name).task.kind)
    try:
        config = template.config(task, blind=True)
    except VerilodeError as refusal:
        assert "label" in str(refusal) or "holds the character" in str(refusal)
        return
    answer = label_interface.LabelInterface(config).get_control("answer")
    assert list(answer.labels) == labels


@pytest.mark.parametrize("kind", KINDS.names())
def test_every_kind_of_task_has_a_template(kind: str) -> None:
    assert template_for(Task(("a",), kind=kind)).kind == kind


def test_two_candidates_are_put_side_by_side_and_more_into_a_list() -> None:
    pair, three = Question("r", "?", candidates=("a", "b")), Question("r", "?", candidates=("a", "b", "c"))
    names = [template_for(Task(kind="rank"), questions).name for questions in ([pair], [pair, three])]
    assert names == ["pairwise", "rank"]


@every_template
def test_its_name_is_its_files_and_its_docstring_a_sentence(name: str) -> None:
    assert TEMPLATES.build(name).name == name
    assert TEMPLATES.summary(name).endswith(".")
