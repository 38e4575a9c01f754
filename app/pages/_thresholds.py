"""Tab of the data page: try other thresholds of a filter and see what it would drop; nothing is changed by it."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from app.views.thresholds import Knob, Turnable, filters_over_signals, ready, recipe_line, tried, turnables
from app.widgets.drop_tables import PARTS, change_table, words
from app.widgets.empty_state import empty_state
from app.widgets.numbers import count
from app.widgets.plain_text import escape_markdown, visible_text
from app.widgets.problem import show_problem
from app.widgets.threshold_row import dropped_line, histogram, slider
from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project


def thresholds(project: Project) -> None:
    """A filter of the recipe, its rules, what they drop now and would drop, the line for the recipe."""
    names = filters_over_signals(project)
    if not names:
        empty_state(
            "No thresholds to try.", "The recipe has no filter over signals; length and repetition are two of them."
        )
        return
    name = st.selectbox("Filter", names, key="threshold-filter", format_func=words, width=420)
    if not ready(project, name):
        told = "What this filter looks at is not stored for the records as they stand."
        empty_state(told, "Clean once, then thresholds can be tried without waiting.", command=["clean"])
        return
    _filter(project, name)


@st.fragment
def _filter(project: Project, name: str) -> None:
    """Redrawn by itself when a slider moves; what the sliders say is shown above them."""
    rules = turnables(project, name)
    top = st.container()
    st.caption("A record that several rules would drop counts under the first of them.")
    rows = [_row(one) for one in rules]
    chosen = {knob.option: value for one, _, left, _ in rows for knob, value in _sliders(name, one, left)}
    present = {knob.option: knob.value for one in rules for knob in one.knobs}
    moved = {option: value for option, value in chosen.items() if value != present[option]}
    try:
        before, now = tried(project, name, ()), tried(project, name, tuple(moved.items()))
    except VerilodeError as wrong:  # a minimum above its maximum
        with top:
            show_problem(wrong)
        return
    with top:
        _outcome(before.kept, now.kept, now.in_)
        _line(project, name, moved, [knob for one in rules for knob in one.knobs])
        _parts(project, name, moved)
    for one, heading, _, right in rows:
        drops = dropped_line(before.rules.get(one.rule.name, 0), now.rules.get(one.rule.name, 0))
        heading.markdown(f"**{escape_markdown(words(one.rule.name))}** · {drops}")
        with right:
            _picture(one, {knob.side: chosen[knob.option] for knob in one.knobs})


def _row(one: Turnable) -> tuple[Turnable, Any, Any, Any]:
    """The places of a rule's heading, its sliders and its picture."""
    with st.container(border=True):
        return one, st.container(), *st.columns([2, 3], gap="large")


def _sliders(name: str, one: Turnable, place: Any) -> Sequence[tuple[Knob, Any]]:
    with place:
        return [(knob, _slider(name, knob)) for knob in one.knobs]


def _slider(name: str, knob: Knob) -> Any:
    label = escape_markdown((knob.help or knob.option).rstrip("."))
    if len(knob.stops) < 2:
        st.caption(f"{label}: every record has the same value.")
        return knob.value
    key = f"threshold-{name}-{knob.option}"
    return slider(label, knob.stops, knob.value, share=knob.share, key=key, help=escape_markdown(knob.option))


def _outcome(before: int, now: int, seen: int) -> None:
    figures = {
        "records before this filter": (seen, None),
        "kept": (now, now - before),
        "dropped": (seen - now, before - now),
    }
    for column, (name, (number, change)) in zip(st.columns(3), figures.items(), strict=True):
        delta = None if not change else f"{change:+,} against the recipe"
        column.metric(name, count(number), delta, delta_color="off")


def _line(project: Project, name: str, moved: Mapping[str, Any], knobs: Sequence[Knob]) -> None:
    given = next(options for step, options in project.recipe.clean if step == name)
    told = "Write this line into clean in verilode.yaml, then clean again" if moved else "As it stands in verilode.yaml"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"{told}. This page changes nothing.")
        if moved:
            st.button("Back to the recipe", key="threshold-back", on_click=_reset, args=(name, knobs))
    st.code(visible_text(recipe_line(name, {**given, **moved})), language="yaml")


def _parts(project: Project, name: str, moved: Mapping[str, Any]) -> None:
    """Worked out only when somebody looks: by length it takes the texts."""
    folded = st.expander("Which parts of the data would it hit?", key="threshold-parts", on_change="rerun")
    if folded.open:
        with folded:
            by = st.segmented_control("By", PARTS, default=PARTS[0], required=True, key="threshold-by")
            before, now = tried(project, name, (), by), tried(project, name, tuple(moved.items()), by)
            change_table(before.strata, now.strata, by)


def _reset(name: str, knobs: Sequence[Knob]) -> None:
    for knob in knobs:
        st.session_state.pop(f"threshold-{name}-{knob.option}", None)


def _picture(one: Turnable, bounds: Mapping[str, Any]) -> None:
    if one.shape is None:
        st.caption(
            "It compares no numbers, so there is nothing to move." if not one.knobs else "No record has a value."
        )
        return
    share = getattr(one.rule, "share", False)
    histogram(one.shape.edges, one.shape.counts, one.bounds(bounds), share=share)
