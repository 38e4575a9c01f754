"""Who is at the screen: a name for the record of decisions. Not a login; the app listens on this machine only."""

import getpass
import re

import streamlit as st

KEY = "actor"
_NAME = re.compile(r"[^\w .@-]")


def current_actor() -> str:
    """The reviewer's name as chosen on the review page, else the name of this machine's user."""
    return str(st.session_state.get(KEY) or _default())


def choose_actor() -> str:
    """Ask for the name and keep it for this browser session and its address."""
    name = st.text_input("Your name", value=current_actor(), key="actor-name", max_chars=64)
    st.session_state[KEY] = _NAME.sub("", name).strip() or _default()
    return current_actor()


def _default() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return "reviewer"
