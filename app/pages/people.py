"""Who answered what, how far people agree, and what still has to be settled."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from annotation.agreement.people import Person
from annotation.agreement.report import AgreementReport
from annotation.agreement.resample import Coefficient
from app.views import proof
from app.widgets.empty_state import empty_state
from app.widgets.numbers import count, share
from app.widgets.plain_text import escape_markdown, visible_text
from pipelines.store.project import Project

TITLE = "People"
ORDER = 38
ICON = ":material/group:"
GROUP = "People"


def render(project: Project) -> None:
    """Agreement, disputes, and each person's figures."""
    st.title("People")
    persons = proof.people(project)
    if isinstance(persons, proof.Missing) or not persons:
        empty_state("Nobody has answered yet.", "Draw a sample and open the Review page.", command=["sample"])
        return
    open_disputes = proof.disputes(project)
    if open_disputes:
        st.warning(
            f"People disagree on {count(open_disputes)} records; somebody who answered none of them settles these on "
            "the Review page."
        )
    _people(persons)
    st.subheader("Agreement")
    found = proof.agreement(project)
    if isinstance(found, proof.Missing):
        st.info(escape_markdown(found.reason))
    else:
        _agreement(found)


def _people(persons: Sequence[Person]) -> None:
    rows = [
        {
            "person": visible_text(one.name),
            "answers": one.answers,
            "seconds (median)": one.median_seconds,
            "compared": one.compared,
            "agrees": share(one.agreement, 0),
            "planted errors noticed": f"{one.noticed} of {one.planted}" if one.planted else "–",
        }
        for one in persons
    ]
    shown = {"seconds (median)": st.column_config.NumberColumn(format="%.1f")}
    st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch", column_config=shown)
    for one in persons:
        st.markdown(f"- **{escape_markdown(one.name)}** {escape_markdown(one.sentence)}")
    st.caption("People get different records, and whoever differs may be the one who is right: this is no ranking.")


def _agreement(found: AgreementReport) -> None:
    st.markdown(escape_markdown(found.reason))
    measures = {
        "agreement": found.raw,
        "Gwet's AC1": found.ac1,
        "Krippendorff's α": found.alpha,
        "Cohen's κ": found.kappa,
    }
    known = {name: one for name, one in measures.items() if one is not None}
    for column, (name, one) in zip(st.columns(len(known) or 1), known.items(), strict=False):
        column.metric(name, f"{one.value:.2f}")
        column.caption(_interval(one))
    if found.per_label:
        rows = [
            {
                "label": visible_text(one.label),
                "records": one.items,
                "agreement": share(one.value, 0),
                "from": share(one.low, 0),
                "to": share(one.high, 0),
            }
            for one in found.per_label
        ]
        st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch")


def _interval(one: Coefficient) -> str:
    return f"{one.low:.2f} to {one.high:.2f}"
