"""The review form, pressed as a reviewer would."""

from streamlit.testing.v1 import AppTest


def script() -> None:
    """Three records, decisions kept in the session."""
    import streamlit as st

    from app.widgets.review_form import review_form, review_form_received
    from app.widgets.review_item import Progress, ReviewItem, Suggested

    log = st.session_state.setdefault("log", [])
    log.extend(review_form_received())
    done = {one.record_id for one in log}
    items = [
        ReviewItem("r1", "First **clause**", ("yes", "no"), 2, suggestion=Suggested("no", 0.9), phase="rest"),
        ReviewItem("r2", "Second", ("yes", "no"), phase="audit"),
        ReviewItem("r3", "Third", tuple(f"code {number}" for number in range(77))),
    ]
    review_form([item for item in items if item.record_id not in done], guideline="*", progress=Progress(len(done), 3))


def started() -> AppTest:
    return AppTest.from_function(script).run(timeout=20)


def last(at: AppTest) -> tuple:
    one = at.session_state["log"][-1]
    return one.record_id, one.version, one.action, one.value, one.blind


def test_accept_takes_the_suggestion_and_shows_the_next_record() -> None:
    at = started()
    at.button("review-r1-2-accept").click().run()
    assert last(at) == ("r1", 2, "submitted", "no", False)
    assert any("Second" in block.proto.body for block in at.main if block.type == "html")


def test_a_blind_record_has_no_accept_and_takes_the_choice_and_the_note() -> None:
    at = started()
    at.button("review-r1-2-skip").click().run()
    assert last(at) == ("r1", 2, "skipped", None, False)
    assert not [button for button in at.button if button.label == "Accept"]
    at.text_input("review-r2-0-note").set_value("unclear").run()
    at.radio("review-r2-0-choice").set_value("yes").run()
    at.button("review-r2-0-submit").click().run()
    assert last(at) == ("r2", 0, "submitted", "yes", True)
    assert at.session_state["log"][-1].note == "unclear"


def test_many_labels_are_a_searchable_list_and_none_may_fit() -> None:
    at = started()
    at.button("review-r1-2-skip").click().run()
    at.button("review-r2-0-reject").click().run()
    assert last(at) == ("r2", 0, "discarded", None, True)
    at.selectbox("review-r3-0-choice").set_value("code 76").run()
    at.button("review-r3-0-submit").click().run()
    assert last(at) == ("r3", 0, "submitted", "code 76", True)
    assert at.info[0].value == "Nothing left to review here. Thank you."
