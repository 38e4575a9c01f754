"""The verdict on a tuned model as a card, and the gate's checks as a table."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from app.widgets.plain_text import escape_markdown, visible_text
from training.evaluation.gate import GateReport

_SIGN = {"better": st.success, "same": st.info, "worse": st.error}
_MARK = {"pass": "✓ pass", "fail": "✕ fail", "unknown": "? unknown"}
_ROW = 72
"""Pixels of a row: a reason takes up to three lines."""
_RESULT = {"pass": st.success, "fail": st.error}


def verdict_card(report: Mapping[str, Any] | None) -> None:
    """Show an evaluation report's verdict, or that there is none."""
    with st.container(border=True):
        if report is None:
            st.markdown("**Verdict**")
            st.caption("No run has been evaluated against its base yet.")
            return
        verdict = report["verdict"]
        st.markdown(f"**Verdict: {escape_markdown(verdict['verdict'])}**")
        _SIGN.get(verdict["verdict"], st.warning)(escape_markdown(verdict["sentence"]))


def gate_table(found: GateReport) -> None:
    """Show every check with why it passed or failed, and what they come to."""
    rows = [
        {
            "result": _MARK[one.passed],
            "check": visible_text(one.check),
            "why": visible_text(one.sentence),
            "more records": f"{one.more_records:,}" if one.more_records else "",
        }
        for one in found.checks
    ]
    _RESULT.get(found.result, st.warning)(escape_markdown(found.sentence))
    wide = {"why": st.column_config.TextColumn(width="large"), "result": st.column_config.TextColumn(width="small")}
    st.dataframe(
        pd.DataFrame(rows), hide_index=True, width="stretch", column_config=wide, row_height=_ROW, height="content"
    )
