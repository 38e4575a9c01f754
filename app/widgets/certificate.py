"""The certificate as a card: what is promised, on which evidence, and what it leaves out."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from app.widgets.numbers import count, share
from app.widgets.plain_text import escape_markdown


def certificate_card(certificate: Mapping[str, Any] | None) -> None:
    """Show a certificate's JSON form, or that there is none."""
    with st.container(border=True):
        st.markdown("**Certificate**")
        if certificate is None:
            st.caption("Not issued yet. It needs suggestions and a blind audit by people.")
        elif not certificate["certified"]:
            st.warning(escape_markdown(certificate["reason"]))
        else:
            _promise(certificate)


def _promise(certificate: Mapping[str, Any]) -> None:
    st.markdown(
        f"With {share(1 - certificate['delta'], 0)} confidence **at most {count(certificate['max_wrong'])} of "
        f"{count(certificate['population'])}** suggested labels ({share(certificate['epsilon'])}) "
        "were accepted although wrong."
    )
    touched = certificate["touched"] / certificate["population"]
    left, middle, right = st.columns(3)
    left.metric("audited blind", count(certificate["audited"]))
    middle.metric("accepted unseen", count(certificate["accepted"]))
    right.metric("handled by people", share(touched, 0))
    st.caption("Relative to the people who audited: their own errors come on top.")
