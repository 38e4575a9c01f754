"""Jobs: what runs now, what ran, its log, and how to stop it."""

from datetime import datetime

import pandas as pd
import streamlit as st

from app.actions import cancel_job, job_table
from app.jobs.job import Job
from app.widgets.empty_state import empty_state
from app.widgets.moment import moment
from app.widgets.numbers import duration
from app.widgets.plain_text import escape_markdown, visible_text
from pipelines.core.errors import VerilodeError
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
    progress = st.column_config.ProgressColumn(format="percent", min_value=0.0, max_value=1.0)
    st.dataframe(
        pd.DataFrame([_row(job) for job in found]),
        hide_index=True,
        width="stretch",
        column_config={"progress": progress},
    )
    jobs = {job.id: job for job in found}
    job = jobs[st.selectbox("Job", list(jobs), key="job", format_func=lambda name: _title(jobs[name]))]
    if job.reason:
        st.warning(escape_markdown(job.reason))
    if job.open:
        _cancel(project, job)
    st.code(_log(job), language=None, wrap_lines=True)


def _cancel(project: Project, job: Job) -> None:
    if job.cancel_requested:
        st.caption("Asked to stop.")
    elif st.button("Cancel", key="cancel", icon=":material/cancel:"):
        try:
            cancel_job(project, job.id)
        except VerilodeError as over:  # it ended between the last drawing and the click
            st.warning(escape_markdown(str(over)))
        else:
            st.toast("Asked it to stop.")


def _title(job: Job) -> str:
    return visible_text(f"{job.command} · {job.state} · {job.id}")


def _row(job: Job) -> dict[str, object]:
    """A finished job stands at 100 %, whatever its last report was; what it was doing matters while it does it."""
    done = job.progress or {}
    share = done["done"] / done["total"] if done.get("total") else None
    return {
        "command": job.command,
        "state": job.state,
        "progress": 1.0 if job.state == "finished" else share,
        "doing": done.get("label", "") if job.open else "",
        "submitted": moment(job.submitted_at),
        "took": duration(_took(job)),
        "by": job.actor,
        "job": job.id,
    }


def _took(job: Job) -> float | None:
    if job.started_at is None or job.finished_at is None:
        return None
    return (datetime.fromisoformat(job.finished_at) - datetime.fromisoformat(job.started_at)).total_seconds()


def _log(job: Job) -> str:
    if not job.log.exists():
        return "(no log yet)"
    with job.log.open("rb") as file:
        file.seek(max(0, job.log.stat().st_size - LOG_TAIL))
        return visible_text(file.read().decode("utf-8", "replace")) or "(nothing yet)"
