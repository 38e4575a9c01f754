"""Every way to answer with Streamlit's own widgets: what is filled in, as the value of the task's kind."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from app.widgets.plain_text import escape_markdown, visible_text
from app.widgets.review_item import ReviewItem
from app.widgets.show_record import show_record

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_RADIO_AT_MOST = 9
_FIELDS = ("system", "instruction", "response")


def answer_input(item: ReviewItem, name: str) -> str | None:
    """Ask for an answer, beginning with what was typed before or is suggested; None while there is none.

    Args:
        item: What is asked about.
        name: Begins the keys of the widgets.
    """
    return _INPUTS[item.control](item, name)


def _choice(item: ReviewItem, name: str) -> str | None:
    """The suggested label comes first."""
    seen = item.suggestion.value if item.suggestion else None
    labels = [*((seen,) if seen else ()), *(label for label in item.options if label != seen)]
    if len(item.options) <= _RADIO_AT_MOST:
        return st.radio("Label", labels, index=None, format_func=escape_markdown, key=f"{name}-choice")
    return st.selectbox("Label", labels, index=None, format_func=visible_text, key=f"{name}-choice")


def _choices(item: ReviewItem, name: str) -> str:
    begun = [label for label in _list(_begun(item)) if label in item.options]
    chosen = st.multiselect("Labels", item.options, begun, format_func=visible_text, key=f"{name}-choices")
    return json.dumps(chosen)


def _spans(item: ReviewItem, name: str) -> str:
    """A passage is copied from the text; which of several equal ones is meant is counted."""
    marked = st.session_state.setdefault(f"{name}-marked", _list(_begun(item)))
    for number, span in enumerate(marked):
        words, remove = st.columns([5, 1])
        words.text(f"{visible_text(span['label'])}: {visible_text(item.text[span['start'] : span['end']])}")
        remove.button("Remove", key=f"{name}-remove-{number}", on_click=marked.pop, args=(number,))
    passage = st.text_input("Passage, copied from the text", key=f"{name}-passage")
    nth = st.number_input("Which one, where it occurs more than once", 1, key=f"{name}-nth")
    label = st.selectbox("Label", item.options, index=None, format_func=visible_text, key=f"{name}-label")
    found = [match.start() for match in re.finditer(re.escape(passage), item.text)] if passage else []
    start = found[nth - 1] if len(found) >= nth else None
    if passage and start is None:
        st.caption(f"The text holds it {len(found)} times.")
    span = None if start is None or label is None else {"start": start, "end": start + len(passage), "label": label}
    st.button("Mark", key=f"{name}-mark", disabled=span is None, on_click=marked.append, args=(span,))
    return json.dumps(marked)


def _text(item: ReviewItem, name: str) -> str | None:
    written = st.text_area("Answer", _begun(item) or "", key=f"{name}-text")
    return written if written.strip() else None


def _fields(item: ReviewItem, name: str) -> str | None:
    begun = _object(_begun(item))
    parts = {
        field: st.text_area(field.capitalize(), str(begun.get(field) or ""), key=f"{name}-{field}") for field in _FIELDS
    }
    return json.dumps(parts) if all(parts[field].strip() for field in _FIELDS[1:]) else None


def _order(item: ReviewItem, name: str) -> str | None:
    numbers = range(len(item.candidates))
    places = st.columns(2) if len(numbers) == 2 else [st.container() for _ in numbers]
    for number, place in enumerate(places):
        with place:
            st.caption(LETTERS[number])
            show_record(item.candidates[number], key=f"{name}-candidate-{number}")
    if len(numbers) == 2:
        named = ("A is better", "B is better").__getitem__
        best = st.radio("Which answer is better?", numbers, index=None, format_func=named, key=f"{name}-best")
        return None if best is None else json.dumps([best, 1 - best])
    begun, named = _list(_begun(item)), LETTERS.__getitem__
    order = st.multiselect("All of them, the best first", numbers, begun, format_func=named, key=f"{name}-order")
    return json.dumps(order) if len(order) == len(numbers) else None


def _preference(item: ReviewItem, name: str) -> str | None:
    for number, place in enumerate(st.columns(2)):
        with place:
            st.caption(("Left", "Right")[number])
            show_record(item.candidates[number], key=f"{name}-candidate-{number}")
    named = {"first": "Left is better", "second": "Right is better", "tie": "Equally good", "both bad": "Both are bad"}
    return st.radio("Which answer is better?", item.options, index=None, format_func=named.get, key=f"{name}-better")


_INPUTS: Mapping[str, Callable[[ReviewItem, str], str | None]] = {
    "choice": _choice,
    "choices": _choices,
    "spans": _spans,
    "text": _text,
    "fields": _fields,
    "order": _order,
    "preference": _preference,
}


def _begun(item: ReviewItem) -> str | None:
    return item.draft if item.draft is not None else item.base


def _list(value: str | None) -> list[Any]:
    found = _read(value)
    return found if isinstance(found, list) else []


def _object(value: str | None) -> dict[str, Any]:
    found = _read(value)
    return found if isinstance(found, dict) else {}


def _read(value: str | None) -> Any:
    """What JSON text holds; a draft may be anything."""
    try:
        return json.loads(value or "null")
    except (ValueError, RecursionError):
        return None
