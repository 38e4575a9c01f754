"""The verdict on a tuned model as a card: better, same, worse or not enough data, with its numbers."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from app.widgets.plain_text import escape_markdown

_SIGN = {"better": st.success, "same": st.info, "worse": st.error}


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
