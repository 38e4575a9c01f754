"""Base against tuned: the same held-out records, every difference with its interval, and the answers themselves."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from app.views.runs import answers, runs
from app.widgets.copy_command import copy_command
from app.widgets.empty_state import empty_state
from app.widgets.plain_text import escape_markdown
from app.widgets.show_record import show_record
from app.widgets.verdict import verdict_card
from pipelines.store.project import Project
from training.runs import Run

TITLE = "Compare"
ORDER = 60
ICON = ":material/compare_arrows:"
GROUP = "Models"


def render(project: Project) -> None:
    """Verdict, table of metrics, answers side by side."""
    st.title("Compare")
    measured = [run for run in runs(project) if run.report()]
    if not measured:
        empty_state("No run has been evaluated.", "Let a run and its base answer.", command=["evaluate", "latest"])
        return
    chosen = st.selectbox("Run", [run.id for run in measured], key="compare-run", format_func=escape_markdown)
    run = next(run for run in measured if run.id == chosen)
    report = run.report() or {}
    verdict_card(report)
    st.dataframe(pd.DataFrame(_rows(report)), hide_index=True, width="stretch")
    st.caption("The test split holds groups and near-duplicates that training never saw.")
    copy_command(["evaluate", run.id])
    _answers(project, run)


def _rows(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "set": name,
            "model": model,
            "exact match": f"{measured[model]['exact_match']:.1%}",
            "95 % interval": "{:.1%} to {:.1%}".format(*measured[model]["exact_match_interval"]),
            "macro-F1": round(measured[model]["macro_f1"], 3),
            "records": measured[model]["n"],
        }
        for name, measured in report["sets"].items()
        for model in ("base", "tuned")
    ]


def _answers(project: Project, run: Run) -> None:
    st.subheader("Answers")
    for row in answers(project, run):
        with st.container(border=True):
            show_record(row["prompt"], key=f"prompt-{row['set']}-{row['record_id']}")
            columns = st.columns(3)
            for column, name in zip(columns, ("expected", "base", "tuned"), strict=True):
                column.caption(name)
                with column:
                    show_record(row.get(name) or "", key=f"{name}-{row['set']}-{row['record_id']}")
