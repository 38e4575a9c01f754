"""Tab of the data page: lines that could not be read, as they stand in their file."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import streamlit as st

from app.views.cleaning import quarantine_counts, quarantined
from app.widgets.drop_tables import words
from app.widgets.empty_state import empty_state
from app.widgets.numbers import count
from app.widgets.plain_text import escape_markdown
from app.widgets.show_record import show_record
from pipelines.store.project import Project

_SHOWN = 20


def quarantine(project: Project) -> None:
    """The reasons, then the first lines."""
    unread: Mapping[str, int] = quarantine_counts(project)
    if not unread:
        empty_state("No line was unreadable.", "Lines that cannot be read are kept here with their reason.")
        return
    rows = [{"reason": words(reason), "lines": n} for reason, n in unread.items()]
    numbers = {"lines": st.column_config.NumberColumn(format="localized")}
    st.dataframe(pd.DataFrame(rows), hide_index=True, width="content", column_config=numbers)
    found = quarantined(project, _SHOWN)
    st.caption(f"{count(len(found))} of {count(sum(unread.values()))}, as they stand in the file")
    for line in found:
        with st.container(border=True):
            where = f"{Path(line['file']).name}, line {line['line']}"
            st.caption(escape_markdown(f"{words(line['reason'])} · {line['detail']} · {where}"))
            show_record(line["text"], key=f"line-{line['file']}-{line['byte_offset']}")
