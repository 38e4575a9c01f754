"""Who is at the screen: a name for the record of decisions. Not a login; the app listens on this machine only."""

import getpass
import re

import streamlit as st

KEY = "actor"
_NAME = re.compile(r"[^\w .@-]")


def current_actor() -> str:
    """The name chosen on the review page or given in its address, else the name of this machine's user."""
    return str(st.session_state.get(KEY) or _clean(st.query_params.get(KEY, "")) or _default())


def choose_actor() -> str:
    """Ask for the name; it is kept for this browser session and, so that a reload keeps it too, in the address."""
    name = st.text_input("Your name", value=current_actor(), key="actor-name", max_chars=64)
    st.session_state[KEY] = _clean(name) or _default()
    if st.session_state[KEY] != _default():
        st.query_params[KEY] = st.session_state[KEY]
    return current_actor()


def _clean(name: str) -> str:
    return _NAME.sub("", name)[:64].strip()


def _default() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return "reviewer"
