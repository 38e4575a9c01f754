"""What a page shows when it has nothing to show: why, and the next step."""

from collections.abc import Sequence

import streamlit as st

from app.widgets.copy_command import command_line


def empty_state(sentence: str, next_step: str, *, command: Sequence[str] | None = None) -> None:
    """Say in one sentence why this is empty and in one what to do; `sentence` and `next_step` are our own words.

    Args:
        sentence: Why there is nothing here yet.
        next_step: What to do about it.
        command: The words after `verilode` that do it.
    """
    with st.container(border=True):
        st.markdown(f"**{sentence}**")
        st.markdown(next_step)
        if command:
            st.code(command_line(command), language="bash")
