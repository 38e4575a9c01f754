"""Tab of the data page: how much personal data was taken out of the records, by kind; never what it was."""

import pandas as pd
import streamlit as st

from app.views.cleaning import findings
from app.widgets.drop_tables import words
from app.widgets.empty_state import empty_state
from app.widgets.numbers import count
from pipelines.store.project import Project


def taken_out(project: Project) -> None:
    """A count per kind."""
    found = findings(project)
    if not found:
        told = "The step redact in the recipe replaces addresses, numbers and keys by words such as [EMAIL]."
        empty_state("Nothing was taken out of the records.", told)
        return
    total = count(sum(one.found for one in found))
    st.caption(
        f"{total} places were replaced in the records that go on. As they were ingested, the project still has them."
    )
    rows = [{"kind": words(one.kind), "places": one.found, "records": one.records} for one in found]
    numbers = {name: st.column_config.NumberColumn(format="localized") for name in ("places", "records")}
    st.dataframe(pd.DataFrame(rows), hide_index=True, width="content", column_config=numbers)
