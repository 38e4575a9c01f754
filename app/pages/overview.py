"""The project at a glance: what came in, what is left, what is proven, what to do next."""

import altair as alt
import pandas as pd
import streamlit as st

from app.views.overview import Overview, Stage, overview
from app.views.review import PHASE_NAMES
from app.views.runs import reports
from app.widgets.certificate import certificate_card
from app.widgets.empty_state import empty_state
from app.widgets.numbers import count
from app.widgets.plain_text import escape_markdown
from app.widgets.verdict import verdict_card
from pipelines.store.project import Project

TITLE = "Overview"
ORDER = 10
ICON = ":material/home:"
_BLUE = "#2f6fdd"
_INK = {"light": "#1b2330", "dark": "#e6ebf3"}
"""Colours of the words on the chart, by theme: the chart's own default is black on both."""


def render(project: Project) -> None:
    """Funnel, certificate, verdict, next step."""
    seen = overview(project)
    st.title(escape_markdown(seen.title))
    if not seen.funnel[0].records:
        empty_state("There are no records yet.", "Bring in a file and they appear here.", command=["ingest", "FILE"])
        return
    _next_step(seen)
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.subheader("From files to training")
        _funnel(seen.funnel)
        _review(seen)
    with right:
        certificate_card(seen.certificate, seen.auditors)
        verdict_card(next(iter(reports(project).values()), None))


def _next_step(seen: Overview) -> None:
    command = f"  \n`{seen.next_command}`" if seen.next_command else ""
    st.info(f"**Next:** {seen.next_step}{command}", icon=":material/arrow_forward:")


def _funnel(stages: list[Stage]) -> None:
    """One bar per stage with what it took in a paler shade; the words say the same without the colours."""
    table = pd.DataFrame([_bar(stage) for stage in stages])
    widest = int(table["before"].max())
    base = alt.Chart(table).encode(
        y=alt.Y("stage:N", sort=None, title=None, axis=alt.Axis(ticks=False, domain=False, labelLimit=220)),
        tooltip=["stage", "records", "taken"],
    )
    across = alt.X("records:Q", axis=None, scale=alt.Scale(domain=[0, 1.45 * widest]))
    kept = base.mark_bar(color=_BLUE).encode(x=across)
    gone = base.mark_bar(color=_BLUE, opacity=0.25).encode(x=across, x2="before:Q")
    words = base.mark_text(align="left", dx=6, color=_INK.get(st.context.theme.type, _INK["light"])).encode(
        x="before:Q", text="words:N"
    )
    st.altair_chart((gone + kept + words).properties(height=26 * len(stages)), width="stretch")


def _bar(stage: Stage) -> dict[str, object]:
    taken = f" ({count(stage.lost)} {stage.fate})" if stage.lost else ""
    return {
        "stage": stage.name.replace("_", " "),
        "records": stage.records,
        "before": stage.records + stage.lost,
        "taken": stage.lost,
        "words": f"{count(stage.records)}{taken}",
    }


def _review(seen: Overview) -> None:
    if not seen.review:
        return
    st.subheader("Review")
    for phase in seen.review:
        told = f"{PHASE_NAMES[phase.phase]}: {count(phase.done)} of {count(phase.total)}"
        st.progress(phase.done / phase.total, text=told)
