"""What cleaning dropped and why, and which records are copies of each other."""

import pandas as pd
import streamlit as st

from app.views.cleaning import clusters, drop_counts, drops, quarantined
from app.widgets.empty_state import empty_state
from app.widgets.numbers import count
from app.widgets.plain_text import escape_markdown
from app.widgets.show_record import show_record
from pipelines.store.project import Project

TITLE = "Data"
ORDER = 20
ICON = ":material/filter_alt:"
GROUP = "Data"
SHOWN = 20


def render(project: Project) -> None:
    """Drops by rule with their records, clusters with their members, quarantine files."""
    st.title("Data")
    counts = drop_counts(project)
    files = quarantined(project)
    if not counts and not files:
        empty_state("Nothing was dropped.", "Clean the records to see what goes and why.", command=["clean"])
        return
    dropped, copies, aside = st.tabs(["Dropped records", "Near-duplicates", "Quarantine"])
    with dropped:
        _dropped(project, counts)
    with copies:
        _clusters(project)
    with aside:
        _quarantine(files)


def _dropped(project: Project, counts: list[dict[str, object]]) -> None:
    st.dataframe(pd.DataFrame(counts), hide_index=True, width="stretch")
    if not counts:
        return
    step = st.selectbox("Show records dropped by", sorted({str(row["step"]) for row in counts}), key="drop-step")
    for row in drops(project, step, limit=SHOWN):
        with st.container(border=True):
            st.caption(escape_markdown(f"{row['rule']}: {row['reason']} · {row['record_id'][:12]}"))
            show_record(row["text"] or "", key=f"drop-{row['record_id']}")
            if row["kept_text"] is not None and row["kept_text"] != row["text"]:
                st.caption("kept instead")
                show_record(row["kept_text"], key=f"kept-{row['record_id']}")


def _clusters(project: Project) -> None:
    found = clusters(project, limit=SHOWN)
    if not found:
        empty_state("No near-duplicates.", "The recipe's dedupe step found no two records alike.")
        return
    st.caption(f"The {count(len(found))} largest clusters. Every pair was verified by exact Jaccard similarity.")
    for members in found:
        with st.expander(f"{count(len(members))} records", expanded=members is found[0]):
            for row in members:
                fate = "kept" if row["keep"] else f"dropped, Jaccard {row['jaccard']:.3f}"
                st.caption(escape_markdown(f"{fate} · {row['record_id'][:12]}"))
                show_record(row["text"] or "", key=f"cluster-{row['record_id']}")


def _quarantine(files: list[str]) -> None:
    if not files:
        empty_state("No line was unreadable.", "Lines that cannot be read are kept here with their reason.")
    for file in files:
        st.code(file, language=None)
