"""The only way in which a record's text reaches a page."""

import hashlib
from collections.abc import Sequence

import streamlit as st

from app.widgets.numbers import count
from app.widgets.plain_text import FIRST, INKS, WINDOW, record_html


def show_record(
    text: str, *, key: str | None = None, marked: Sequence[tuple[int, int]] = (), ink: str = INKS[0]
) -> None:
    """Show a record's text verbatim; nothing in it is markup, a link or an image.

    Args:
        text: The text; of a long one the first 20,000 characters, and on demand the first 100,000.
        key: Distinguishes two records with equal text on one page.
        marked: Where stretches begin and end that stand out, in order, without overlaps.
        ink: Their colour.
    """
    shown = text[:FIRST]
    if len(text) > FIRST:
        name = key or hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:16]
        label = f"Show all ({count(len(text))} characters)"
        shown = text[:WINDOW] if st.toggle(label, key=f"show-all-{name}") else shown
    st.html(record_html(shown, [(start, stop) for start, stop in marked if stop <= len(shown)], ink))
    if len(text) > len(shown):
        st.caption(f"The first {count(len(shown))} of {count(len(text))} characters.")
