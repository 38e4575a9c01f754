"""The review queue from Streamlit's own widgets: for browsers without scripts of ours, and for tests."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

import streamlit as st

from app.widgets.answer_inputs import answer_input
from app.widgets.decision import Decision, new_decision
from app.widgets.plain_text import escape_markdown
from app.widgets.review_item import Answer, Progress, ReviewItem, Suggested
from app.widgets.show_record import show_record


def review_form(
    items: Sequence[ReviewItem], *, guideline: str, progress: Progress, key: str = "review"
) -> list[Decision]:
    """Show the first record with its way to answer and buttons (A accept, X none fits, S skip).

    Answers with decisions that came with this rerun and that `review_form_received(key)` has not taken.
    """
    st.progress(min(1.0, progress.done / progress.total) if progress.total else 0.0)
    st.caption(f"{progress.done} of {progress.total}")
    with st.expander("Guidelines"):
        show_record(guideline, key=f"{key}-guideline")
    if items:
        _form(items[0], key)
    else:
        st.info("Nothing left to review here. Thank you.")
    return review_form_received(key)


def review_form_received(key: str = "review") -> list[Decision]:
    """Decisions that came with this rerun, each handed out once; call it before reading the queue."""
    memory = _memory(key)
    decisions, memory["inbox"] = memory["inbox"], []
    return decisions


def _form(item: ReviewItem, key: str) -> None:
    memory = _memory(key)
    if memory["shown"] != (item.record_id, item.version):
        memory |= {"shown": (item.record_id, item.version), "since": datetime.now(UTC)}
    name = f"{key}-{item.record_id}-{item.version}"
    if item.context:
        st.caption(escape_markdown(item.context))
    show_record(item.text, key=name)
    if item.suggestion:
        _suggestion(item.suggestion)
    _disputed(item, name, key)
    choice = answer_input(item, name)
    note = st.text_input("Note", item.note, key=f"{name}-note", max_chars=4000)
    _buttons(item, choice, note, name, key)


def _suggestion(suggestion: Suggested) -> None:
    sure = "" if suggestion.confidence is None else f" ({suggestion.confidence:.0%} sure)"
    st.info(f"Suggested: {escape_markdown(suggestion.shown or suggestion.value)}{sure}")
    if suggestion.rationale:
        st.caption(escape_markdown(suggestion.rationale))


def _disputed(item: ReviewItem, name: str, key: str) -> None:
    """Answers that people do not agree on, each with a button that takes it."""
    for number, answer in enumerate(item.answers):
        show_record(answer.shown, key=f"{name}-answer-{number}")
        if answer.note:
            st.caption(escape_markdown(answer.note))
        take = partial(_take, item, answer, name, key)
        st.button(f"Take answer {number + 1}", key=f"{name}-take-{number}", on_click=take)


def _take(item: ReviewItem, answer: Answer, name: str, key: str) -> None:
    action = "discarded" if answer.value is None else "submitted"
    _decide(item, st.session_state[f"{name}-note"], key, action, answer.value)


def _buttons(item: ReviewItem, choice: str | None, note: str, name: str, key: str) -> None:
    decide = partial(_decide, item, note, key)
    accept, submit, reject, skip = st.columns(4)
    if item.base is not None:
        accept.button("Accept", shortcut="A", key=f"{name}-accept", on_click=decide, args=("submitted", item.base))
    submit.button(
        "Submit choice" if item.control == "choice" else "Submit",
        key=f"{name}-submit",
        disabled=choice is None,
        on_click=decide,
        args=("submitted", choice),
    )
    none = "None fits" if item.control == "choice" else "Not acceptable"
    reject.button(none, shortcut="X", key=f"{name}-reject", on_click=decide, args=("discarded", None))
    skip.button("Skip", shortcut="S", key=f"{name}-skip", on_click=decide, args=("skipped", None))


def _decide(item: ReviewItem, note: str, key: str, action: str, value: str | None) -> None:
    memory = _memory(key)
    memory["inbox"] = [*memory["inbox"], new_decision(item, action, value, note, memory["since"])]


def _memory(key: str) -> dict[str, Any]:
    empty: dict[str, Any] = {"inbox": [], "shown": None, "since": datetime.now(UTC)}
    return st.session_state.setdefault(f"{key}.form", empty)
