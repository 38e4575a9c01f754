"""A Streamlit script that shows the texts of the file TEXTS as records, labels and errors."""

import json
import os
from pathlib import Path

import streamlit as st

from app.widgets.plain_text import escape_markdown
from app.widgets.problem import show_problem
from app.widgets.show_record import show_record
from pipelines.core.errors import VerilodeError

st.set_page_config(layout="wide")
for number, text in enumerate(json.loads(Path(os.environ["TEXTS"]).read_text())):
    show_record(text, key=f"record-{number}")
    with st.container(key=f"label-{number}"):
        st.checkbox(escape_markdown(text) or " ", key=f"box-{number}")
    with st.container(key=f"problem-{number}"):
        show_problem(VerilodeError(text or "-"))
