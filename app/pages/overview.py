"""The project at a glance: what came in, what is left, what is proven, what to do next."""

import altair as alt
import pandas as pd
import streamlit as st

from app.views.overview import Overview, Stage, overview
from app.views.runs import newest_report
from app.widgets.certificate import certificate_card
from app.widgets.empty_state import empty_state
from app.widgets.numbers import count
from app.widgets.plain_text import escape_markdown
from app.widgets.verdict import verdict_card
from pipelines.store.project import Project

TITLE = "Overview"
ORDER = 10
ICON = ":material/home:"


def render(project: Project) -> None:
    """Funnel, certificate, verdict, next step."""
    seen = overview(project)
    st.title(escape_markdown(seen.title))
    _next_step(seen)
    if not seen.funnel[0].records:
        empty_state("There are no records yet.", "Bring in a file and they appear here.", command=["ingest", "FILE"])
        return
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.subheader("From files to training")
        _funnel(seen.funnel)
        _review(seen)
    with right:
        certificate_card(seen.certificate)
        verdict_card(newest_report(project))


def _next_step(seen: Overview) -> None:
    command = f"  \n`{seen.next_command}`" if seen.next_command else ""
    st.info(f"**Next:** {seen.next_step}{command}", icon=":material/arrow_forward:")


def _funnel(stages: list[Stage]) -> None:
    table = pd.DataFrame([{"stage": s.name, "records": s.records, "lost here": s.lost} for s in stages])
    order = [s.name for s in stages]
    base = alt.Chart(table).encode(
        y=alt.Y("stage:N", sort=order, title=None),
        x=alt.X("records:Q", title="records"),
        tooltip=["stage", "records", "lost here"],
    )
    bars = base.mark_bar(color="#2f6fdd", cornerRadiusEnd=3)
    numbers = base.mark_text(align="left", dx=4).encode(text=alt.Text("records:Q", format=","))
    st.altair_chart((bars + numbers).properties(height=28 * len(stages)), width="stretch")


def _review(seen: Overview) -> None:
    if not seen.review:
        return
    st.subheader("Review")
    for phase in seen.review:
        st.progress(phase.done / phase.total, text=f"{phase.phase}: {count(phase.done)} of {count(phase.total)}")
