"""The certificate as a card: what is promised, on which evidence, and what it leaves out."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from app.widgets.numbers import count, share
from app.widgets.plain_text import escape_markdown


def certificate_card(certificate: Mapping[str, Any] | None, auditors: Sequence[str] = ()) -> None:
    """Show a certificate's JSON form, or that there is none.

    Args:
        certificate: As issued, or as a snapshot restates it for the records frozen in it.
        auditors: Whose answers it rests on, where that is known.
    """
    with st.container(border=True):
        st.markdown("**Certificate**")
        if certificate is None:
            st.caption("Not issued yet. It needs suggestions and a blind audit by people.")
        elif not certificate["certified"]:
            st.warning(escape_markdown(certificate["reason"]))
        else:
            _promise(certificate)
            names = f"Audited blind by {escape_markdown(', '.join(auditors))}. " if auditors else ""
            st.caption(f"{names}It holds as far as the auditors are right: their own errors come on top.")


def _promise(certificate: Mapping[str, Any]) -> None:
    restated = certificate.get("max_wrong_share")
    frozen = f": at most {share(restated)} of the records frozen here" if restated is not None else ""
    strict = certificate.get("promise") == "accepted"
    about = certificate["accepted"] if strict else certificate["population"]
    labels = "labels accepted unseen" if strict else "suggested labels"
    most = certificate["max_wrong"] / about if about else 0.0
    st.markdown(
        f"With {share(1 - certificate['delta'], 0)} confidence, **at most {count(certificate['max_wrong'])} of "
        f"{count(about)}** {labels} ({share(most)}) were accepted although wrong{frozen}."
    )
    touched = certificate["touched"] / certificate["population"]
    figures = {
        "audited blind": count(certificate["audited"]),
        "accepted unseen": count(certificate["accepted"]),
        "handled by people": share(touched, 0),
    }
    for column, (name, figure) in zip(st.columns(3), figures.items(), strict=True):
        column.markdown(f"### {figure}")
        column.caption(name)
