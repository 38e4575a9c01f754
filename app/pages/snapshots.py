"""Frozen versions of the data: what is in each, what is proven, and whether it is still as it was frozen."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from app.actions import start_job
from app.views.snapshots import problems, snapshots
from app.widgets.actor import current_actor
from app.widgets.certificate import certificate_card
from app.widgets.copy_command import copy_command
from app.widgets.empty_state import empty_state
from app.widgets.moment import moment
from app.widgets.numbers import count
from app.widgets.plain_text import escape_markdown, visible_text
from pipelines.store.project import Project
from pipelines.store.snapshots import Snapshot

TITLE = "Snapshots"
ORDER = 40
ICON = ":material/photo_camera:"
GROUP = "Data"
CREATE = ["snapshot", "create"]
_METHODS = {
    "components": "each group and its near-duplicates on one side",
    "groups, twins purged": "each group on one side, near-duplicates of held-out records removed from training",
}


def render(project: Project) -> None:
    """The list, one in detail, freeze and verify."""
    st.title("Snapshots")
    found = {snapshot.id: snapshot for snapshot in snapshots(project)}
    _freeze(project)
    if not found:
        empty_state("No snapshot yet.", "Freeze the labelled records to train on them.", command=CREATE)
        return
    chosen = st.selectbox("Snapshot", list(found), key="snapshot", format_func=lambda name: _title(found[name]))
    _show(found[chosen])


def _freeze(project: Project) -> None:
    with st.container(horizontal=True):
        if st.button("Freeze now", key="freeze", icon=":material/ac_unit:"):
            start_job(project, CREATE, current_actor())
            st.toast("Freezing. The Jobs page shows how it goes.")
        copy_command(CREATE)


def _title(snapshot: Snapshot) -> str:
    records = sum(snapshot.manifest["counts"].values())
    return f"{moment(snapshot.manifest['created_at'])} · {count(records)} records · {visible_text(snapshot.id)}"


def _show(snapshot: Snapshot) -> None:
    identity, counts = snapshot.manifest["identity"], snapshot.manifest["counts"]
    figures = {**counts, "leaks between them": identity["leaks"]["total"]}
    for column, (name, n) in zip(st.columns(4), figures.items(), strict=True):
        column.metric(name, count(n))
    left, right = st.columns(2, gap="large")
    with left:
        certificate_card(identity["certificate"])
        _verify(snapshot)
    with right:
        _numbers("Where the labels come from", identity["states"])
        if identity["left_out"]:
            _numbers("Left out", identity["left_out"])
        _origin(snapshot)


def _verify(snapshot: Snapshot) -> None:
    with st.container(horizontal=True):
        asked = st.button("Verify", key="verify", icon=":material/verified:")
        copy_command(["snapshot", "verify", snapshot.id])
    if not asked:
        return
    found = problems(snapshot)
    for problem in found:
        st.error(escape_markdown(problem))
    if not found:
        st.success("Sound: every file and every record is exactly as it was frozen.")


def _numbers(title: str, numbers: Mapping[str, int]) -> None:
    st.subheader(title)
    rows = [{"state": state, "records": n} for state, n in sorted(numbers.items(), key=lambda one: -one[1])]
    shown = {"records": st.column_config.NumberColumn(format="localized")}
    st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch", column_config=shown)


def _origin(snapshot: Snapshot) -> None:
    identity = snapshot.manifest["identity"]
    method = identity["split"]["method"]
    parents = ", ".join(identity["parents"])
    made = f"Made after {parents}" if parents else "The first of its project"
    st.caption(escape_markdown(f"{made}. Split: {_METHODS.get(method, method)}."))
