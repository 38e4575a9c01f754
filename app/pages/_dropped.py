"""Tab of the data page: how much each step dropped of what, and a random sample of it."""

from collections.abc import Sequence

import streamlit as st

from app.views.cleaning import dropped_parts, dropped_records, place
from app.views.difference import difference
from app.widgets.drop_tables import PARTS, part_table, step_table, words
from app.widgets.empty_state import empty_state
from app.widgets.numbers import count
from app.widgets.pair import show_pair
from app.widgets.plain_text import escape_markdown
from app.widgets.show_record import show_record
from pipelines.run.drops import DroppedRecord, StepDrops
from pipelines.store.project import Project

_SHOWN = 10
_DRAW = "drop-draw"
_ANY = "any reason"


def dropped(project: Project) -> None:
    """The steps, the parts of the data that one step hit, some of its records."""
    steps = dropped_parts(project, "source")
    if not any(step.dropped for step in steps):
        empty_state("Nothing was dropped.", "Clean the records to see what goes and why.", command=["clean"])
        return
    step_table(steps)
    _one_step(project, steps)


def _one_step(project: Project, steps: Sequence[StepDrops]) -> None:
    names = [step.step for step in sorted(steps, key=lambda step: -step.dropped) if step.dropped]
    left, right = st.columns(2)
    name = left.selectbox("What did this step drop?", names, key="drop-step", format_func=words)
    by = right.segmented_control("By", PARTS, default=PARTS[0], required=True, key="drop-by")
    parts = dropped_parts(project, by)
    part_table(next(step for step in parts if step.step == name), by)
    _sample(project, next(step for step in steps if step.step == name))


@st.fragment
def _sample(project: Project, step: StepDrops) -> None:
    """Redrawn by itself when other records are asked for."""
    st.subheader("A random sample")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        rules = [_ANY, *step.rules] if len(step.rules) > 1 else list(step.rules)
        rule = st.selectbox("Reason", rules, key=f"drop-rule-{step.step}", format_func=words, width=300)
        st.button("Show others", key="drop-others", icon=":material/casino:", on_click=_draw_again)
    found = dropped_records(project, step.step, None if rule == _ANY else rule, _SHOWN, st.session_state.get(_DRAW, 0))
    of = step.rules.get(rule, step.dropped)
    st.caption(
        f"{count(len(found))} of {count(of)}, drawn at random; the same ones every time until you ask for others"
    )
    for record in found:
        _record(record)


def _draw_again() -> None:
    st.session_state[_DRAW] = st.session_state.get(_DRAW, 0) + 1


def _record(record: DroppedRecord) -> None:
    told = f"{words(record.rule)} · {record.reason} · {place(record.file, record.line)}"
    with st.container(border=True):
        if record.kept_text is None:
            st.caption(escape_markdown(told))
            show_record(record.text, key=f"drop-{record.record_id}")
            return
        found = difference(record.text, record.kept_text)
        show_pair(
            *(record.text, record.kept_text),
            marked=(found.left, found.right),
            notes=(told, "kept instead"),
            key=f"drop-{record.record_id}",
            cut=found.cut,
        )
