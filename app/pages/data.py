"""What cleaning dropped and why, and which records are copies of each other."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from app.views.cleaning import clusters, drop_counts, drops, place, quarantine_counts, quarantined
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
    """Drops by rule with their records, clusters with their members, lines that could not be read."""
    st.title("Data")
    counts, unread = drop_counts(project), quarantine_counts(project)
    if not counts and not unread:
        empty_state("Nothing was dropped.", "Clean the records to see what goes and why.", command=["clean"])
        return
    dropped, copies, aside = st.tabs(
        [
            f"Dropped records ({count(sum(row['records'] for row in counts))})",
            "Near-duplicates",
            f"Quarantine ({count(sum(unread.values()))})",
        ]
    )
    with dropped:
        _dropped(project, counts)
    with copies:
        _clusters(project)
    with aside:
        _quarantine(project, unread)


def _dropped(project: Project, counts: list[dict[str, Any]]) -> None:
    if not counts:
        empty_state("Nothing was dropped.", "Clean the records to see what goes and why.", command=["clean"])
        return
    shown = [{"step": _words(row["step"]), "reason": _words(row["rule"]), "records": row["records"]} for row in counts]
    _table(shown)
    totals: dict[str, int] = {}
    for row in counts:
        totals[row["step"]] = totals.get(row["step"], 0) + row["records"]
    steps = sorted(totals, key=lambda step: -totals[step])
    step = st.selectbox("Show records dropped by", steps, key="drop-step", format_func=_words)
    found = drops(project, step, SHOWN)
    st.caption(f"{count(len(found))} of {count(totals[step])}")
    for row in found:
        _drop(row)


def _drop(row: Mapping[str, Any]) -> None:
    with st.container(border=True):
        st.caption(escape_markdown(f"{_words(row['rule'])} · {row['reason']} · {place(row['record'])}"))
        name, kept = row["record_id"], row["kept"]
        if kept is None:
            show_record(_text(row), key=f"drop-{name}")
            return
        left, right = st.columns(2)
        with left:
            show_record(_text(row), key=f"drop-{name}")
        with right:
            show_record(kept.body, key=f"kept-{name}")
            st.caption(escape_markdown(f"kept instead · {place(kept)}"))


def _clusters(project: Project) -> None:
    found = clusters(project, SHOWN)
    if not found:
        empty_state("No near-duplicates.", "The recipe's dedupe step found no two records alike.")
        return
    st.caption(f"The {count(len(found))} largest clusters. Every pair was verified by exact Jaccard similarity.")
    for members in found:
        with st.expander(f"{count(len(members))} records", expanded=members is found[0]):
            for row in members:
                fate = "kept" if row["keep"] else f"dropped, Jaccard {row['jaccard']:.3f}"
                st.caption(escape_markdown(f"{fate} · {place(row['record'])}"))
                show_record(_text(row), key=f"cluster-{row['record_id']}")


def _quarantine(project: Project, unread: Mapping[str, int]) -> None:
    if not unread:
        empty_state("No line was unreadable.", "Lines that cannot be read are kept here with their reason.")
        return
    _table([{"reason": _words(reason), "lines": n} for reason, n in unread.items()])
    found = quarantined(project, SHOWN)
    st.caption(f"{count(len(found))} of {count(sum(unread.values()))}, as they stand in the file")
    for line in found:
        with st.container(border=True):
            where = f"{Path(line['file']).name}, line {line['line']}"
            st.caption(escape_markdown(f"{_words(line['reason'])} · {line['detail']} · {where}"))
            show_record(line["text"], key=f"line-{line['file']}-{line['byte_offset']}")


def _table(rows: list[dict[str, Any]]) -> None:
    numbers = {name: st.column_config.NumberColumn(format="localized") for name in ("records", "lines")}
    st.dataframe(pd.DataFrame(rows), hide_index=True, width="content", column_config=numbers)


def _words(name: str) -> str:
    return name.replace("_", " ")


def _text(row: Mapping[str, Any]) -> str:
    return row["record"].body if row["record"] else ""
