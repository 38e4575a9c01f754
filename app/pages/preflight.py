"""Preflight: what a run would be taught, token by token, and which rows it could not learn from."""

from collections.abc import Sequence

import altair as alt
import pandas as pd
import streamlit as st

from app.actions import start_job
from app.views.preflight import checked, found
from app.views.snapshots import snapshots
from app.widgets.actor import current_actor
from app.widgets.copy_command import copy_command
from app.widgets.empty_state import empty_state
from app.widgets.numbers import count, share
from app.widgets.plain_text import INKS, escape_markdown, visible_text
from app.widgets.token_row import token_row
from pipelines.store.project import Project
from training.preflight.histogram import Bin
from training.preflight.report import Report, Shown
from training.runs import Run

TITLE = "Preflight"
ORDER = 45
ICON = ":material/fact_check:"
GROUP = "Models"
_OPEN = ("created", "running")


def render(project: Project) -> None:
    """Choose a snapshot, start its check, read what the newest one found."""
    st.title("Preflight")
    frozen = [snapshot.id for snapshot in snapshots(project)]
    if not frozen:
        empty_state("Nothing to check.", "Freeze a snapshot first.", command=["snapshot", "create"])
        return
    snapshot = st.selectbox("Snapshot", frozen, key="preflight-snapshot", width=420)
    _start(project, snapshot)
    run = checked(project, snapshot)
    if run is None:
        empty_state(
            "This snapshot has not been checked.", "It takes seconds: only the tokenizer of the base model is read."
        )
    elif run.state in _OPEN:
        _live(project, snapshot)
    else:
        _show(run)


def _start(project: Project, snapshot: str) -> None:
    argv = ["preflight", "--snapshot", snapshot]
    with st.container(horizontal=True):
        if st.button("Check what would be taught", key="preflight", type="primary"):
            start_job(project, argv, current_actor())
            st.toast("Started. The Jobs page shows how it goes; come back here for what it found.")
        copy_command(argv)


@st.fragment(run_every="2s")
def _live(project: Project, snapshot: str) -> None:
    """Redrawn while the check runs; when it ends the whole page is drawn once more, without this."""
    run = checked(project, snapshot)
    st.info("The rows are being read.")
    if run is None or run.state not in _OPEN:
        st.rerun()


def _show(run: Run) -> None:
    report = found(run)
    if report is None:
        st.error(escape_markdown(str(run.status.get("reason") or "The check left no report.")))
        return
    settings = f"Base {report.base}, trainer {report.trainer}, at most {count(report.max_length)} tokens a row."
    st.caption(escape_markdown(settings))
    _verdict(report)
    _figures(report)
    _lengths(report.histogram, report.max_length)
    _splits(report)
    if report.records:
        _records(report.records)


def _verdict(report: Report) -> None:
    for failure in report.failures:
        st.error(escape_markdown(failure.sentence), icon=":material/error:")
    if not report.failures:
        st.success("Every row can be trained on.", icon=":material/check_circle:")
    for note in report.notes:
        st.info(escape_markdown(note[:1].upper() + note[1:]))


def _figures(report: Report) -> None:
    figures = {
        "tokens in an epoch": count(report.tokens),
        "of them carry loss": share(report.share),
        "rows beyond max_length": count(report.over_rows),
        "steps in an epoch": count(report.steps_per_epoch),
    }
    for column, (name, figure) in zip(st.columns(4), figures.items(), strict=True):
        column.metric(name, figure)
    packed = f"{count(report.rows)} rows into {count(report.packed_rows)}, {share(report.filled, 0)} full"
    state = "is on and puts" if report.packing else "is off and would put"
    st.caption(f"Packing {state} {packed}. The run reads the rows {report.epochs:,.3g} times.")


def _lengths(bins: Sequence[Bin], max_length: int) -> None:
    """How long the rows of an epoch are; those beyond the limit in another colour, and named so."""
    st.subheader("Length of the rows")
    table = pd.DataFrame(
        {
            "tokens": [f"{one.above + 1:,}–{one.to:,}" if one.to else f"over {one.above:,}" for one in bins],
            "rows": [one.rows for one in bins],
            "fate": ["too long" if one.above >= max_length else "fits" for one in bins],
        }
    )
    colours = alt.Scale(domain=["fits", "too long"], range=[INKS[1], INKS[0]])
    chart = (
        alt.Chart(table)
        .mark_bar(opacity=0.8)
        .encode(
            x=alt.X("tokens:O", sort=None, title="tokens", axis=alt.Axis(labelAngle=0)),
            y=alt.Y("rows:Q", title="rows", axis=alt.Axis(tickMinStep=1)),
            color=alt.Color("fate:N", scale=colours, legend=None),
            tooltip=["tokens", "rows", "fate"],
        )
        .properties(height=240)
    )
    st.altair_chart(chart, width="stretch")


def _splits(report: Report) -> None:
    rows = [
        {
            "split": name,
            "rows": part.rows,
            "tokens": part.tokens,
            "carry loss": 0 if name.startswith("test") else part.supervised,
            "longest": part.longest,
        }
        for name, part in report.splits.items()
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch")


def _records(records: Sequence[Shown]) -> None:
    st.subheader("What the model is taught")
    place = st.selectbox(
        "Record", range(len(records)), key="preflight-record", format_func=lambda i: _title(records[i]), width=420
    )
    shown = records[place]
    learned = sum(token.loss for token in shown.tokens)
    st.caption(
        f"{count(learned)} of {count(len(shown.tokens))} tokens carry loss: the tinted, underlined ones. "
        "A line stands before each token, its number shows under the pointer."
    )
    token_row(shown.tokens)


def _title(record: Shown) -> str:
    return visible_text(f"{record.record_id} · {record.split} · {record.why}")
