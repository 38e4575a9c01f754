"""How many labels may be wrong: before the audit as a projection, after it as a certificate with what it rests on."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from annotation.agreement.saving import against_claims
from app.actions import start_job
from app.views import proof
from app.widgets.actor import current_actor
from app.widgets.certificate import certificate_card
from app.widgets.copy_command import copy_command
from app.widgets.empty_state import empty_state
from app.widgets.numbers import count, share
from app.widgets.plain_text import escape_markdown, visible_text
from app.widgets.proof_charts import calibration_chart, projection_chart
from pipelines.store.project import Project

TITLE = "Certificate"
ORDER = 35
ICON = ":material/verified_user:"
GROUP = "People"


def render(project: Project) -> None:
    """Suggestions, projection, certificate, the confidence's worth and the saving."""
    st.title("Certificate")
    seen = proof.suggestions(project)
    if isinstance(seen, proof.Missing):
        empty_state(
            seen.reason, "Let a labeler suggest answers; then an audit can vouch for them.", command=["suggest"]
        )
        return
    _suggested(seen)
    names = ["Certificate", "Projection", "Confidence", "Saving"]
    certified, projected, confidence, saved = st.tabs(names)
    with certified:
        _certificate(project)
    with projected:
        _projection(project)
    with confidence:
        _confidence(project)
    with saved:
        _saving(project)


def _suggested(seen: proof.Suggestions) -> None:
    lost = sum(seen.causes.values())
    money, calls = seen.spent.get("money"), seen.spent.get("calls")
    cost = f" in {count(calls)} calls" if calls else ""
    cost += f" for {money:,.2f}" if money else ""
    st.caption(
        f"{escape_markdown(seen.labeler)} was asked about {count(seen.asked)} records{cost}; "
        f"{count(seen.asked - lost)} have a suggestion{_basis(seen.basis)}."
    )
    if lost:
        rows = [{"needs a person because": visible_text(cause), "records": n} for cause, n in seen.causes.items()]
        st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch")


def _basis(basis: Sequence[str]) -> str:
    return f", its confidence from {escape_markdown(' or '.join(basis))}" if basis else ", without a confidence"


def _certificate(project: Project) -> None:
    issued = proof.certificate(project)
    with st.container(horizontal=True):
        if st.button("Issue now", key="certify", icon=":material/gavel:"):
            start_job(project, ["certify"], current_actor())
            st.toast("Certifying. The Jobs page shows how it goes.")
        copy_command(["certify"])
    certificate_card(issued)
    if issued is None:
        return
    for sentence in issued.get("sentences", ()):
        st.markdown(escape_markdown(sentence))
    _strata(issued["strata"])


def _strata(strata: Sequence[Mapping[str, Any]]) -> None:
    if not strata:
        return
    st.subheader("By label")
    rows = [
        {
            "label": visible_text(one["name"]),
            "records": one["records"],
            "accepted unseen": one["accepted"],
            "audited": one["audited"],
            "errors found": one["errors"],
            "wrong at most": share(one["upper"]) if one["upper"] is not None else one["reason"],
        }
        for one in strata
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch")
    st.caption("Each bound holds by itself; a promise for a label of its own is issued with --stratum.")


def _projection(project: Project) -> None:
    found = proof.projection(project)
    if isinstance(found, proof.Missing):
        st.info(escape_markdown(found.reason))
        return
    st.markdown(
        f"Projected from **{count(found.pilot)}** answered records, of which {count(found.pilot_wrong)} had a wrong "
        f"suggestion, for {count(found.population)} records. The band is where one audit would land nine times in ten; "
        "the dashed line is what somebody would touch who knew every error."
    )
    projection_chart(found)


def _confidence(project: Project) -> None:
    found = proof.confidence(project)
    if isinstance(found, proof.Missing):
        st.info(escape_markdown(found.reason))
        return
    st.markdown(escape_markdown(found.sentence or found.reason))
    if found.bins:
        calibration_chart(found)


def _saving(project: Project) -> None:
    found = proof.saving(project)
    if isinstance(found, proof.Missing):
        st.info(escape_markdown(found.reason))
        return
    st.markdown(escape_markdown(found.sentence or found.reason))
    st.markdown(escape_markdown(against_claims(found)))
    figures = {
        "accepted unseen": share(found.untouched),
        "seconds, blind": _seconds(found.blind.mean),
        "seconds, with a suggestion": _seconds(found.assisted.mean),
    }
    for column, (name, figure) in zip(st.columns(3), figures.items(), strict=True):
        column.metric(name, figure)


def _seconds(mean: float | None) -> str:
    return "–" if mean is None else f"{mean:.1f}"
