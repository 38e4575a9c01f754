"""Every way to answer in the plain form, filled in as a reviewer would."""

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest


def script(fields: dict) -> None:
    """One record; what was decided is kept in the session."""
    import streamlit as st

    from app.widgets.review_form import review_form, review_form_received
    from app.widgets.review_item import Answer, Progress, ReviewItem, Suggested

    log = st.session_state.setdefault("log", [])
    log.extend(review_form_received())
    fields = dict(fields)
    suggested = Suggested(fields.pop("suggested")) if "suggested" in fields else None
    answers = tuple(Answer(**one) for one in fields.pop("answers", ()))
    item = ReviewItem("r", **{"text": "t", "options": (), "suggestion": suggested, "answers": answers} | fields)
    review_form([] if log else [item], guideline="", progress=Progress(0, 1))


def form(**fields: Any) -> AppTest:
    return AppTest.from_function(script, args=(fields,)).run(timeout=20)


def submitted(at: AppTest, button: str = "submit") -> Any:
    """The value that the button sends."""
    at.button(f"review-r-0-{button}").click().run()
    (one,) = at.session_state["log"]
    assert (one.action, list(at.exception)) == ("submitted", [])
    return one.value


def test_several_labels() -> None:
    at = form(control="choices", options=("a", "b", "c"), suggested='["b"]')
    at.multiselect("review-r-0-choices").select("c").run()
    assert json.loads(submitted(at)) == ["b", "c"]


def test_a_passage_is_found_and_marked_and_another_removed() -> None:
    given = '[{"start":0,"end":1,"label":"X"}]'
    at = form(control="spans", text="😀 to be or not to be", options=("X", "Y"), suggested=given)
    at.text_input("review-r-0-passage").set_value("to be").run()
    at.number_input("review-r-0-nth").set_value(2).run()
    at.selectbox("review-r-0-label").set_value("Y").run()
    at.button("review-r-0-mark").click().run()
    at.button("review-r-0-remove-0").click().run()
    assert json.loads(submitted(at)) == [{"start": 15, "end": 20, "label": "Y"}]


def test_a_passage_that_is_not_there_cannot_be_marked() -> None:
    at = form(control="spans", text="one", options=("X",))
    at.selectbox("review-r-0-label").set_value("X").run()
    at.text_input("review-r-0-passage").set_value("two").run()
    assert at.button("review-r-0-mark").disabled
    assert "The text holds it 0 times." in [one.value for one in at.caption]


def test_a_written_answer_stands_or_is_edited() -> None:
    assert submitted(form(control="text", proposal="Yes.\r\n"), "accept") == "Yes.\r\n"
    at = form(control="text", proposal="Yes.", draft="Ye")
    assert at.text_area("review-r-0-text").value == "Ye"
    at.text_area("review-r-0-text").set_value("Yes, gladly.").run()
    assert submitted(at) == "Yes, gladly."


def test_a_whole_example() -> None:
    at = form(control="fields", proposal='{"system":"","instruction":"Add","response":""}')
    assert at.button("review-r-0-submit").disabled
    at.text_area("review-r-0-response").set_value("2").run()
    assert json.loads(submitted(at)) == {"system": "", "instruction": "Add", "response": "2"}


def test_the_better_of_two() -> None:
    at = form(control="order", candidates=("left", "right"))
    at.radio("review-r-0-best").set_value(1).run()
    assert json.loads(submitted(at)) == [1, 0]


def test_three_in_order() -> None:
    at = form(control="order", candidates=("a", "b", "c"))
    for letter in (2, 0):
        at.multiselect("review-r-0-order").select(letter).run()
    assert at.button("review-r-0-submit").disabled
    at.multiselect("review-r-0-order").select(1).run()
    assert json.loads(submitted(at)) == [2, 0, 1]


@pytest.mark.parametrize(("number", "action"), [(0, "submitted"), (1, "discarded")])
def test_one_of_the_disputed_answers(number: int, action: str) -> None:
    said = [{"value": "a", "shown": "a", "note": "**n**"}, {"value": None, "shown": "No answer fits"}]
    at = form(options=("a", "b"), answers=said)
    at.button(f"review-r-0-take-{number}").click().run()
    (one,) = at.session_state["log"]
    assert (one.action, one.value) == (action, said[number]["value"])


def test_a_draft_that_is_nonsense_begins_anew() -> None:
    assert not form(control="choices", options=("a",), draft="[1,").exception
    assert not form(control="fields", draft="[1]").exception


def test_the_suggested_label_comes_first() -> None:
    assert form(options=("a", "b", "c"), suggested="c").radio("review-r-0-choice").options == ["c", "a", "b"]
