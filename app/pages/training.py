"""Training runs: start one on a snapshot, watch its curves, see which checkpoint was kept and why."""

from collections.abc import Mapping
from typing import Any, Literal

import altair as alt
import pandas as pd
import streamlit as st

from app.actions import start_job
from app.views.runs import Standing, choice, curve, finished, measure, run_named, runs, standing
from app.views.snapshots import snapshots
from app.widgets.actor import current_actor
from app.widgets.copy_command import copy_command
from app.widgets.empty_state import empty_state
from app.widgets.numbers import count, duration
from app.widgets.option_inputs import option_inputs
from app.widgets.plain_text import escape_markdown, visible_text
from pipelines.core.registry import Option
from pipelines.store.project import Project
from training.runs import Run
from training.trainers import TRAINERS

TITLE = "Training"
ORDER = 50
ICON = ":material/model_training:"
GROUP = "Models"
OPEN = ("created", "running")
SHARED = {
    option.name: option
    for option in (
        Option("adapter", Literal["", "lora", "qlora", "full"], "", "What is trained; empty: as in the recipe.", False),
        Option("steps", int, 0, "Optimiser steps; 0: as the recipe says.", False),
        Option("learning_rate", float, 0.0, "Peak learning rate; 0: as the recipe says.", False),
        Option("batch_size", int, 0, "Rows per step; 0: as the recipe says.", False),
    )
}
"""The options every method has, as the command line names them."""


def render(project: Project) -> None:
    """Start form, list of runs, the chosen one's curve."""
    st.title("Training")
    _start(project)
    found = {run.id: run for run in runs(project)}
    if not found:
        empty_state("No run yet.", "Start one on a frozen snapshot.", command=["train", "sft"])
        return
    chosen = st.selectbox("Run", list(found), key="run", format_func=lambda name: _title(found[name]))
    if found[chosen].state in OPEN:
        _live(project, chosen)
    else:
        _show(found[chosen])


def _start(project: Project) -> None:
    frozen = [snapshot.id for snapshot in snapshots(project)]
    if not frozen:
        empty_state("Nothing to train on.", "Freeze a snapshot first.", command=["snapshot", "create"])
        return
    with st.expander("Start a run"):
        argv = _asked(project, frozen)
        with st.container(horizontal=True):
            if st.button("Start", key="train", type="primary"):
                start_job(project, argv, current_actor())
                st.toast("Started. The Jobs page shows how it goes and can stop it.")
            copy_command(argv)


def _asked(project: Project, frozen: list[str]) -> list[str]:
    """The command line that the form stands for."""
    names = TRAINERS.names()
    left, middle, right = st.columns(3)
    method = left.selectbox("Method", names, names.index(_usual(project)), key="train-method")
    snapshot = middle.selectbox("Snapshot", frozen, key="train-snapshot")
    before = right.selectbox("Start from", ["", *finished(project)], key="train-start", format_func=_begins)
    st.caption(escape_markdown(TRAINERS.summary(method)))
    own = option_inputs([SHARED[name] for name in SHARED], "train-shared", columns=len(SHARED))
    with st.popover(f"Options of {method}"):
        own += option_inputs(TRAINERS.options(method), f"train-{method}")
    return ["train", method, "--snapshot", snapshot, *(["--start", before] if before else []), *own]


def _usual(project: Project) -> str:
    return str(project.recipe.train.get("trainer", "sft"))


def _begins(run: str) -> str:
    return f"run {run}" if run else "the base model"


def _title(run: Run) -> str:
    return visible_text(f"{run.id} · {run.config.get('trainer', '')} · {run.state}")


@st.fragment(run_every="2s")
def _live(project: Project, run_id: str) -> None:
    """Redrawn while the run is open; when it ends the whole page is drawn once more, without this."""
    run = run_named(project, run_id)
    _show(run)
    if run.state not in OPEN:
        st.rerun()


def _show(run: Run) -> None:
    if run.status.get("reason"):
        st.error(escape_markdown(str(run.status["reason"])))
    _figures(standing(run))
    _kept(choice(run))
    points = curve(run)
    if not points:
        st.caption("No step has been logged yet.")
        return
    st.altair_chart(_curves(points, measure(run)) + _parted(choice(run)), width="stretch")


def _kept(chosen: Mapping[str, Any] | None) -> None:
    """Which step's weights the run left, and why."""
    if chosen is not None:
        st.info(escape_markdown(str(chosen["reason"])), icon=":material/flag:")


def _parted(chosen: Mapping[str, Any] | None) -> alt.Chart:
    """A line where the curves part: beyond it the run learns its rows by heart."""
    at = [{"step": chosen["parted_at"]}] if chosen and chosen.get("parted_at") is not None else []
    rule = alt.Chart(pd.DataFrame(at, columns=["step"])).mark_rule(strokeDash=[2, 4], color="#888")
    return rule.encode(x="step:Q", tooltip=alt.value("validation parts from training here"))


def _curves(points: list[dict[str, Any]], title: str) -> alt.Chart:
    colours = alt.Scale(domain=["training", "validation"], range=["#2f6fdd", "#c77700"])
    dashes = alt.Scale(domain=["training", "validation"], range=[[1, 0], [5, 3]])
    legend = alt.Legend(orient="top-right", symbolType="stroke", symbolSize=400)
    return (
        alt.Chart(pd.DataFrame(points))
        .mark_line(point=len(points) < 80)
        .encode(
            x=alt.X("step:Q", title="step"),
            y=alt.Y("value:Q", title=title, scale=alt.Scale(zero=False)),
            color=alt.Color("series:N", title=None, scale=colours, legend=legend),
            strokeDash=alt.StrokeDash("series:N", title=None, scale=dashes, legend=legend),
            tooltip=["series", "step", "value"],
        )
        .properties(height=340)
    )


def _figures(stands: Standing) -> None:
    figures = {
        "step": f"{count(stands.step)} of {count(stands.steps)}" if stands.steps else count(stands.step),
        f"training {stands.measure}": _number(stands.training),
        f"validation {stands.measure}": _number(stands.validation),
        "time": duration(stands.seconds),
    }
    for column, (name, figure) in zip(st.columns(4), figures.items(), strict=True):
        column.metric(name, figure)
    st.caption(escape_markdown(f"On snapshot {stands.snapshot}, {stands.state}."))


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
