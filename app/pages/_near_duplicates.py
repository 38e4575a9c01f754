"""Tab of the data page: clusters of near-duplicates, how far they reach, and in which words copies differ."""

import pandas as pd
import streamlit as st

from app.views.cleaning import cleaned
from app.views.duplicates import Cluster, Member, cluster_detail, copy_rule, largest_clusters
from app.widgets.copy_rule import chain_hint, copy_rule_in_words, presets_table
from app.widgets.empty_state import empty_state
from app.widgets.numbers import count
from app.widgets.pair import show_pair
from app.widgets.plain_text import escape_markdown
from pipelines.store.project import Project

_CLUSTERS = 20
_PAIRS = 10
_ROWS = 6
"""Clusters that are listed without scrolling."""


def near_duplicates(project: Project) -> None:
    """The rule, the largest clusters, one of them in detail."""
    _rule(project)
    found = largest_clusters(project, _CLUSTERS)
    if not found.largest:
        _none(project)
        return
    shown, many = count(len(found.largest)), count(found.clusters)
    which = f"{many} clusters" if len(found.largest) == found.clusters else f"The {shown} largest of {many} clusters"
    st.caption(f"{which}; {count(found.copies)} copies were dropped in all. Every pair was verified exactly.")
    _table(found.largest)
    places = list(range(len(found.largest)))
    place = st.selectbox(
        "Cluster", places, key="cluster", format_func=lambda place: _title(place, found.largest[place]), width=420
    )
    _one(project, found.largest[place])


def _rule(project: Project) -> None:
    used = [options for name, options in project.recipe.clean if name == "dedupe"]
    for options in used:
        st.markdown(escape_markdown(copy_rule_in_words(copy_rule(options), options)))
    if not used:
        st.markdown("The recipe has no dedupe step, so copies stay.")
    presets_table()


def _none(project: Project) -> None:
    if cleaned(project):
        empty_state("No near-duplicates.", "No dedupe step of this project's cleaning found two records alike.")
    else:
        empty_state("Not looked for yet.", "Clean the records to find copies.", command=["clean"])


def _table(largest: list[Cluster]) -> None:
    rows = [
        {"cluster": place, "records": cluster.records, "least alike": cluster.least,
         "hint": "some are copies of copies only" if cluster.chained else ""}
        for place, cluster in enumerate(largest, start=1)
    ]  # fmt: skip
    shown = {
        "least alike": st.column_config.NumberColumn(format="%.2f", help="Lowest Jaccard with the kept record"),
        "hint": st.column_config.TextColumn(width="medium"),
    }
    height = "content" if len(rows) <= _ROWS else 248
    st.dataframe(pd.DataFrame(rows), hide_index=True, width=620, height=height, column_config=shown)


def _title(place: int, cluster: Cluster) -> str:
    return f"{place + 1} · {count(cluster.records)} records, Jaccard from {cluster.least:.2f}"


def _one(project: Project, cluster: Cluster) -> None:
    detail = cluster_detail(project, cluster, _PAIRS)
    chain_hint(detail.links, cluster.rule)
    for member in detail.dropped:
        _pair(member, detail.kept)
    if cluster.records > _PAIRS + 1:
        st.caption(f"{_PAIRS} of {count(cluster.records - 1)} dropped records, the least alike first.")


def _pair(member: Member, kept: Member) -> None:
    with st.container(border=True):
        show_pair(
            *(member.text, kept.text),
            marked=(member.difference.left, member.difference.right),
            notes=(f"dropped · Jaccard {member.similarity:.3f} · {member.place}", f"kept instead · {kept.place}"),
            key=f"pair-{member.record_id}",
            cut=member.difference.cut,
        )
