"""Frozen versions of the data: what is in each, what is proven, and whether it is still as it was frozen."""

import pandas as pd
import streamlit as st

from app.actions import start_job
from app.widgets.actor import current_actor
from app.widgets.certificate import certificate_card
from app.widgets.copy_command import copy_command
from app.widgets.empty_state import empty_state
from app.widgets.plain_text import escape_markdown
from pipelines.store.project import Project
from pipelines.store.snapshots import Snapshot, list_snapshots, verify_snapshot

TITLE = "Snapshots"
ORDER = 40
ICON = ":material/photo_camera:"
GROUP = "Data"
CREATE = ["snapshot", "create"]


def render(project: Project) -> None:
    """The list, one in detail, freeze and verify."""
    st.title("Snapshots")
    _freeze(project)
    found = list_snapshots(project.snapshots)
    if not found:
        empty_state("No snapshot yet.", "Freeze the labelled records to train on them.", command=CREATE)
        return
    chosen = st.selectbox("Snapshot", [s.id for s in reversed(found)], key="snapshot")
    _show(next(s for s in found if s.id == chosen))


def _freeze(project: Project) -> None:
    left, right = st.columns([1, 5])
    if left.button("Freeze now", key="freeze", icon=":material/ac_unit:"):
        job = start_job(project, CREATE, current_actor())
        st.toast(f"Started job {job}.")
    with right:
        copy_command(CREATE)


def _show(snapshot: Snapshot) -> None:
    identity, counts = snapshot.manifest["identity"], snapshot.manifest["counts"]
    for column, (split, n) in zip(st.columns(4), [*counts.items(), ("leaks", identity["leaks"]["total"])], strict=True):
        column.metric(split, f"{n:,}")
    left, right = st.columns(2, gap="large")
    with left:
        certificate_card(identity["certificate"])
        st.subheader("Label states")
        states = [{"state": state, "records": n} for state, n in sorted(identity["states"].items())]
        st.dataframe(pd.DataFrame(states), hide_index=True, width="stretch")
    with right:
        _proofs(snapshot)


def _proofs(snapshot: Snapshot) -> None:
    identity = snapshot.manifest["identity"]
    st.subheader("Identity")
    parents = ", ".join(identity["parents"]) or "none"
    st.text(f"frozen {snapshot.manifest['created_at']}\nparents {parents}\nsplit by {identity['split']['method']}")
    if st.button("Verify", key="verify", icon=":material/verified:"):
        problems = verify_snapshot(snapshot)
        for problem in problems:
            st.error(escape_markdown(problem))
        if not problems:
            st.success("Every file and every record is exactly as it was frozen.")
    copy_command(["snapshot", "verify", snapshot.id])
    if identity["left_out"]:
        st.subheader("Left out")
        left_out = [{"why": why, "records": n} for why, n in sorted(identity["left_out"].items())]
        st.dataframe(pd.DataFrame(left_out), hide_index=True, width="stretch")
