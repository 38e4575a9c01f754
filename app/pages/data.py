"""What cleaning dropped and why, which records are copies, and what other thresholds would do."""

import streamlit as st

from app.pages._dropped import dropped
from app.pages._near_duplicates import near_duplicates
from app.pages._quarantine import quarantine
from app.pages._taken_out import taken_out
from app.pages._thresholds import thresholds
from app.views.cleaning import cleaned, quarantine_counts
from app.widgets.empty_state import empty_state
from pipelines.store.project import Project

TITLE = "Data"
ORDER = 20
ICON = ":material/filter_alt:"
GROUP = "Data"
TABS = {
    "Dropped records": dropped,
    "Near-duplicates": near_duplicates,
    "Thresholds": thresholds,
    "Personal data": taken_out,
    "Quarantine": quarantine,
}


def render(project: Project) -> None:
    """One tab per question; only the open one is worked out, and the address names it."""
    st.title("Data")
    if not cleaned(project) and not quarantine_counts(project):
        empty_state("Nothing was cleaned yet.", "Clean the records to see what goes and why.", command=["clean"])
        return
    for place, show in zip(st.tabs(list(TABS), key="tab", bind="query-params"), TABS.values(), strict=True):
        if place.open:
            with place:
                show(project)
