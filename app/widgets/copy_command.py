"""Every button's command line, ready to copy into a terminal."""

import shlex
from collections.abc import Sequence

import streamlit as st

from app.widgets.plain_text import visible_text


def copy_command(argv: Sequence[str], *, label: str = "Copy as command") -> None:
    """A small pop-over with the command line that a button would run; `argv` are the words after `verilode`."""
    with st.popover(label, icon=":material/terminal:"):
        st.code(command_line(argv), language="bash")


def command_line(argv: Sequence[str]) -> str:
    """`verilode` and these words, quoted for a shell; invisible characters are spelled out, not passed on."""
    return visible_text(shlex.join(["verilode", *argv]))
