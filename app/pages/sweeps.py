"""Sweeps: what was tried, what it reached, which options mattered, and the best trial as a command."""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from app.actions import start_job
from app.views.sweeps import climb, coordinates, ends, sweep_named, sweeps, table
from app.widgets.actor import current_actor
from app.widgets.copy_command import command_line, copy_command
from app.widgets.empty_state import empty_state
from app.widgets.numbers import count
from app.widgets.plain_text import escape_markdown, visible_text
from pipelines.store.project import Project
from training.sweep.as_command import best_words
from training.sweep.listed import Listed

TITLE = "Sweeps"
ORDER = 55
ICON = ":material/tune:"
GROUP = "Models"
_BLUE, _GREY = "#2f6fdd", "#8a94a6"
_START = ["sweep", "start"]


def render(project: Project) -> None:
    """Choose a sweep, see how it goes and what it found."""
    st.title("Sweeps")
    found = {one.id: one for one in sweeps(project)}
    if not found:
        empty_state("No sweep yet.", "Start one on a frozen snapshot.", command=_START)
        return
    chosen = st.selectbox("Sweep", list(found), key="sweep", format_func=lambda name: _title(found[name]), width=420)
    if found[chosen].state == "running":
        _live(project, chosen)
    else:
        _show(project, found[chosen])


def _title(one: Listed) -> str:
    return visible_text(f"{one.id} · {one.state} · {one.results.get('metric', '')}")


@st.fragment(run_every="3s")
def _live(project: Project, name: str) -> None:
    """Redrawn while trials run; when the sweep ends the whole page is drawn once more, without this."""
    one = sweep_named(project, name)
    if one.state == "running" and st.button("Stop", key="stop-sweep", icon=":material/stop:"):
        start_job(project, ["sweep", "stop", name], current_actor())
        st.toast("Asked it to stop. The same start command goes on with it.")
    _show(project, one)
    if one.state != "running":
        st.rerun()


def _show(project: Project, one: Listed) -> None:
    if one.status.get("reason"):
        st.error(escape_markdown(str(one.status["reason"])))
    _figures(one)
    if one.best:
        _best(project, one)
    left, right = st.columns([3, 2])
    with left:
        _coordinates(one.trials)
    with right:
        _importance(one.results.get("importance", {}))
        _climb(one.trials)
    st.subheader("Trials")
    rows = pd.DataFrame(table(one.trials)).map(_cell)
    short = st.column_config.NumberColumn(format="%.3g")
    columns = {name: short for name, kind in rows.dtypes.items() if kind.kind == "f"}
    st.dataframe(rows, hide_index=True, width="stretch", column_config=columns)


def _cell(value: Any) -> Any:
    return visible_text(value) if isinstance(value, str) else value


def _figures(one: Listed) -> None:
    states = [trial["state"] for trial in one.trials]
    figures = {
        "trials": f"{count(sum(state not in ('running', 'interrupted') for state in states))} of "
        f"{count(one.results.get('wanted', 0))}",
        "stopped early": count(states.count("stopped early")),
        "failed": count(states.count("failed")),
        "best value": f"{one.best['value']:.4f}" if one.best else "–",
    }
    for column, (name, figure) in zip(st.columns(4), figures.items(), strict=True):
        column.metric(name, figure)
    st.caption(
        "The value is measured on the validation split, less what general questions lost. The test is untouched."
    )


def _best(project: Project, one: Listed) -> None:
    """The best trial's command; the run itself is looked at on its own page."""
    words, run = best_words(project, one), str(one.best["run"]) if one.best else ""
    with st.container(border=True):
        st.markdown(escape_markdown(f"Best: trial {one.best['number'] if one.best else ''}, run {run}"))
        st.code(command_line(words), language="bash", wrap_lines=True)
        with st.container(horizontal=True):
            if st.button("Evaluate it on the test split", key="evaluate-best"):
                start_job(project, ["evaluate", run], current_actor())
                st.toast("Started. The Compare page shows the verdict when it is there.")
            if st.button("Choose it on the Training page", key="choose-run"):
                st.session_state["run"] = run
                st.toast("The Training page shows this run now.")
            copy_command(["evaluate", run])


def _coordinates(trials: Sequence[Mapping[str, Any]]) -> None:
    """One line per finished trial through its values, the better the darker."""
    points = coordinates(trials)
    if not points:
        st.caption("No trial has finished yet.")
        return
    options = list(dict.fromkeys(point["option"] for point in points))
    x = alt.X("option:N", sort=options, title=None, axis=alt.Axis(labelAngle=0, grid=True))
    y = alt.Y("place:Q", axis=None, scale=alt.Scale(domain=[-0.08, 1.08]))
    lines = (
        alt.Chart(pd.DataFrame(points))
        .mark_line(strokeWidth=2, opacity=0.75)
        .encode(
            x=x,
            y=y,
            detail="trial:N",
            color=alt.Color("rank:Q", scale=alt.Scale(scheme="blues", domain=[-0.5, 1]), legend=None),
            tooltip=["trial", "option", "setting", alt.Tooltip("value:Q", format=".4f")],
        )
    )
    labels = (
        alt.Chart(pd.DataFrame(ends(trials)))
        .mark_text(dx=9, dy=-7, align="left", color=_GREY, fontSize=11)
        .encode(x=x, y=y, text="setting")
    )
    st.markdown("**What was tried**, the better the darker")
    st.altair_chart((lines + labels).properties(height=420), width="stretch")


def _importance(shares: Mapping[str, float]) -> None:
    st.markdown("**What mattered**")
    if not shares:
        st.caption("Known from four finished trials on, when the sweep ends.")
        return
    rows = [{"option": name, "share": share} for name, share in shares.items()]
    chart = (
        alt.Chart(pd.DataFrame(rows))
        .mark_bar(color=_BLUE)
        .encode(
            x=alt.X(
                "share:Q", axis=alt.Axis(format="%", title="share of the differences"), scale=alt.Scale(domain=[0, 1])
            ),
            y=alt.Y("option:N", sort="-x", title=None, axis=alt.Axis(labelOverlap=False)),
            tooltip=["option", alt.Tooltip("share:Q", format=".1%")],
        )
        .properties(height=60 + 30 * len(rows))
    )
    st.altair_chart(chart, width="stretch")


def _climb(trials: Sequence[Mapping[str, Any]]) -> None:
    points = climb(trials)
    if not points:
        return
    st.markdown("**Best so far**")
    base = alt.Chart(pd.DataFrame(points)).encode(x=alt.X("trial:Q", axis=alt.Axis(tickMinStep=1)))
    scale = alt.Scale(zero=False)
    line = base.mark_line(color=_BLUE, interpolate="step-after").encode(y=alt.Y("best:Q", title="value", scale=scale))
    dots = base.mark_circle(color=_GREY, size=50, opacity=0.9).encode(
        y=alt.Y("value:Q", title="value", scale=scale), tooltip=["trial", alt.Tooltip("value:Q", format=".4f")]
    )
    st.altair_chart((line + dots).properties(height=200), width="stretch")
