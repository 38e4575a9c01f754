"""How an error looks: one line, never a traceback."""

import streamlit as st

from app.widgets.plain_text import escape_markdown
from pipelines.core.errors import VerilodeError


def show_problem(error: Exception) -> bool:
    """Show an expected error as one line; answers whether that was it (False: a bug, Streamlit's own text stands)."""
    if not isinstance(error, VerilodeError):
        return False
    st.error(escape_markdown(str(error)), icon=":material/error:")
    return True
