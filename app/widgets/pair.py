"""A dropped record beside the one that was kept, with the words that differ standing out in both."""

from collections.abc import Sequence

import streamlit as st

from app.widgets.numbers import count
from app.widgets.plain_text import INKS, escape_markdown
from app.widgets.show_record import show_record

Stretches = Sequence[tuple[int, int]]


def show_pair(
    dropped: str, kept: str, *, marked: tuple[Stretches, Stretches], notes: tuple[str, str], key: str, cut: bool = False
) -> None:
    """Show two records side by side, verbatim; what is marked is in one of them only.

    Args:
        dropped: Text of the dropped record.
        kept: Text of the kept one.
        marked: Where stretches begin and end that only the dropped, and only the kept one has.
        notes: A line above each.
        key: Distinguishes pairs with equal texts on one page.
        cut: Whether the texts were compared at their beginnings only.
    """
    sides = zip(st.columns(2, gap="medium"), (dropped, kept), marked, notes, INKS, ("dropped", "kept"), strict=True)
    for column, text, stretches, note, ink, name in sides:
        with column:
            st.caption(escape_markdown(note))
            show_record(text, key=f"{key}-{name}", marked=stretches, ink=ink)
    st.caption(_told(*map(len, marked), same=dropped == kept, cut=cut))


def _told(dropped: int, kept: int, *, same: bool, cut: bool) -> str:
    """What the marks say, in words."""
    if same:
        return "The same text."
    within = " The beginnings are compared." if cut else ""
    if not dropped and not kept:
        return f"The same words; only white space differs.{within}"
    return f"Marked: what only one of them has ({_places(dropped)} left, {_places(kept)} right).{within}"


def _places(number: int) -> str:
    return "1 place" if number == 1 else f"{count(number)} places"
