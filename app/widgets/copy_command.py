"""Every button's command line, ready to copy into a terminal."""

import shlex
from collections.abc import Sequence

import streamlit as st

from app.widgets.plain_text import visible_text


def copy_command(argv: Sequence[str], *, label: str = "Copy as command") -> None:
    """A small pop-over with the command line that a button would run."""
    with st.popover(label, icon=":material/terminal:"):
        st.code(command_line(argv), language="bash")


def command_line(argv: Sequence[str]) -> str:
    """Words quoted for a shell, invisible characters spelled out (such a line must not be pasted blindly)."""
    return visible_text(shlex.join(argv))
