"""A form from a signature: one input for each option of a registered member, and the words a person would type."""

from collections.abc import Sequence
from typing import Any, get_args, get_origin

import streamlit as st

from pipelines.core.registry import Option


def option_inputs(options: Sequence[Option], key: str, columns: int = 1) -> list[str]:
    """Draw the inputs and return the command-line words of those that differ from their defaults.

    Args:
        options: Of the member, from its registry.
        key: Begins the keys of the widgets.
        columns: Inputs side by side.
    """
    found: list[str] = []
    places = st.columns(columns)
    for number, option in enumerate(options):
        with places[number % columns]:
            found += words(option, _ask(option, f"{key}-{option.name}"))
    return found


def words(option: Option, value: Any) -> list[str]:
    """`--beta 0.2` for a changed option, nothing for an unchanged one."""
    if value is None or value == option.default:
        return []
    flag = option.name.replace("_", "-")
    if option.type is bool:
        return [f"--{flag}" if value else f"--no-{flag}"]
    return [f"--{flag}", str(value)]


def _ask(option: Option, key: str) -> Any:
    label = option.name.replace("_", " ")
    if option.type is bool:
        return st.checkbox(label, bool(option.default), key=key, help=option.help)
    if choices := _choices(option.type):
        return st.selectbox(label, choices, choices.index(option.default), key=key, help=option.help)
    if option.type in (int, float):
        kind = option.type
        return st.number_input(label, value=kind(option.default or 0), format=_FORMATS[kind], key=key, help=option.help)
    return st.text_input(label, str(option.default or ""), key=key, help=option.help)


_FORMATS = {int: "%d", float: "%g"}


def _choices(kind: Any) -> list[Any]:
    return list(get_args(kind)) if str(get_origin(kind)) == "typing.Literal" else []
