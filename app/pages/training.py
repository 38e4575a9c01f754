"""Training runs: start one on a snapshot, watch its loss, stop it."""

import altair as alt
import pandas as pd
import streamlit as st

from app.actions import start_job
from app.views.runs import curve, runs
from app.widgets.actor import current_actor
from app.widgets.copy_command import copy_command
from app.widgets.empty_state import empty_state
from app.widgets.plain_text import escape_markdown
from pipelines.store.project import Project
from pipelines.store.snapshots import list_snapshots
from training.runs import Run, load_run

TITLE = "Training"
ORDER = 50
ICON = ":material/model_training:"
GROUP = "Models"
OPEN = ("created", "running")


def render(project: Project) -> None:
    """Start form, list of runs, the chosen one's curve."""
    st.title("Training")
    _start(project)
    found = runs(project)
    if not found:
        empty_state("No run yet.", "Start one on a frozen snapshot.", command=["train", "sft"])
        return
    chosen = st.selectbox("Run", [run.id for run in found], key="run", format_func=escape_markdown)
    run = load_run(project, chosen)
    if run.state in OPEN:
        _live(project, chosen)
    else:
        _show(run)


def _start(project: Project) -> None:
    snapshots = [s.id for s in reversed(list_snapshots(project.snapshots))]
    if not snapshots:
        empty_state("Nothing to train on.", "Freeze a snapshot first.", command=["snapshot", "create"])
        return
    with st.expander("Start a run"):
        snapshot = st.selectbox("Snapshot", snapshots, key="train-snapshot")
        argv = ["train", "sft", "--snapshot", snapshot]
        if st.button("Start", key="train", type="primary"):
            st.toast(f"Started job {start_job(project, argv, current_actor())}.")
        copy_command(argv)


@st.fragment(run_every="2s")
def _live(project: Project, run_id: str) -> None:
    """Redrawn while the run is open; when it ends the whole page is drawn once more, without this."""
    run = load_run(project, run_id)
    _show(run)
    if run.state not in OPEN:
        st.rerun()


def _show(run: Run) -> None:
    st.text(f"{run.state} · snapshot {run.config.get('snapshot', '')}")
    if run.status.get("reason"):
        st.error(escape_markdown(str(run.status["reason"])))
    points = curve(run)
    if not points:
        st.caption("No step has been logged yet.")
        return
    chart = (
        alt.Chart(pd.DataFrame(points))
        .mark_line(point=len(points) < 80)
        .encode(
            x=alt.X("step:Q", title="step"),
            y=alt.Y("loss:Q", title="loss", scale=alt.Scale(zero=False)),
            color=alt.Color("series:N", title=None, scale=alt.Scale(range=["#2f6fdd", "#c77700"])),
            strokeDash=alt.StrokeDash("series:N", title=None),
            tooltip=["series", "step", "loss"],
        )
        .properties(height=340)
    )
    st.altair_chart(chart, width="stretch")
