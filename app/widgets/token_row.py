"""A record as the model reads it: token by token, those that carry loss standing out."""

import html
from collections.abc import Iterable, Sequence

import streamlit as st

from app.widgets.numbers import count
from app.widgets.plain_text import INKS, pieces
from training.preflight.taught import Token

FIRST = 2000
"""Tokens of one record that are ever sent to a browser."""

_FLOW = "unicode-bidi:plaintext;white-space:pre-wrap;overflow-wrap:anywhere;max-width:100ch;line-height:2"
_EDGE = "border-left:1px solid rgba(128,128,128,.45);padding:0 .1em"
_LEARNED = f"color:inherit;background:color-mix(in srgb,{INKS[1]} 24%,transparent);border-bottom:2px solid {INKS[1]}"


def token_row(tokens: Sequence[Token]) -> None:
    """Show tokens in order; of a long record the first 2,000."""
    st.html(token_html(tokens[:FIRST]))
    if len(tokens) > FIRST:
        st.caption(f"The first {count(FIRST)} of {count(len(tokens))} tokens.")


def token_html(tokens: Iterable[Token]) -> str:
    """Escaped HTML: a line before each token, tokens that carry loss tinted and underlined, invisible text spelled out.

    A token that only continues the character before it is shown as a dot.
    """
    body, before = "", ""
    for token in tokens:
        tag, style = ("mark", f"{_EDGE};{_LEARNED}") if token.loss else ("span", _EDGE)
        body += f'<{tag} style="{style}" title="token {token.id}">{_shown(token, before)}</{tag}>'
        before = token.text[-1:] or before
    return f'<div class="tokens" dir="auto" style="{_FLOW}">{body}</div>'


def _shown(token: Token, before: str) -> str:
    parts = (f"⟨{part}⟩" if named else html.escape(part) for part, named in pieces(token.text, before))
    return "".join(parts).replace("\n", "\u23ce\n") or "\u00b7"
