"""Jobs: what runs now, what ran, its log, and how to stop it."""

import pandas as pd
import streamlit as st

from app.actions import cancel_job, job_table
from app.jobs.job import Job
from app.widgets.empty_state import empty_state
from app.widgets.plain_text import escape_markdown, visible_text
from pipelines.store.project import Project

TITLE = "Jobs"
ORDER = 70
ICON = ":material/list_alt:"
LOG_TAIL = 20_000


def render(project: Project) -> None:
    """The list, redrawn while something runs, and one job's log."""
    st.title("Jobs")
    found = job_table(project).all()
    if not found:
        empty_state("No job yet.", "Everything that takes long is listed here, whoever started it.")
        return
    if any(job.open for job in found):
        _live(project)
    else:
        _show(project, found)


@st.fragment(run_every="2s")
def _live(project: Project) -> None:
    found = job_table(project).all()
    _show(project, found)
    if not any(job.open for job in found):
        st.rerun()


def _show(project: Project, found: list[Job]) -> None:
    st.dataframe(pd.DataFrame([_row(job) for job in found]), hide_index=True, width="stretch")
    chosen = st.selectbox("Job", [job.id for job in found], key="job")
    job = next(j for j in found if j.id == chosen)
    if job.reason:
        st.warning(escape_markdown(job.reason))
    if job.open and st.button("Cancel", key="cancel", icon=":material/cancel:"):
        cancel_job(project, job.id)
        st.toast("Asked it to stop.")
    st.code(_log(job), language=None)


def _row(job: Job) -> dict[str, object]:
    done = job.progress or {}
    share = done["done"] / done["total"] if done.get("total") else None
    return {
        "job": job.id,
        "state": job.state,
        "command": job.command,
        "progress": share,
        "doing": done.get("label"),
        "by": job.actor,
        "submitted": job.submitted_at,
    }


def _log(job: Job) -> str:
    if not job.log.exists():
        return "(no log yet)"
    with job.log.open("rb") as file:
        file.seek(max(0, job.log.stat().st_size - LOG_TAIL))
        return visible_text(file.read().decode("utf-8", "replace")) or "(nothing yet)"
