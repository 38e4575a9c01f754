"""One rule of a filter: a slider per threshold beside the values of its signal."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from app.widgets.numbers import count

_BLUE, _ORANGE = "#2f6fdd", "#c77700"


def number_format(share: bool) -> Callable[[float | None], str]:
    """How a threshold is written: `20`, `0.45`, a share as `45 %`; none is "no limit"."""

    def written(value: float | None) -> str:
        if value is None:
            return "no limit"
        return f"{100 * value:.4g} %" if share else f"{value:,.6g}"

    return written


def slider(label: str, stops: Sequence[Any], value: Any, *, share: bool, key: str, help: str) -> Any:
    """A slider over these values, pre-set to the recipe's; the chosen one.

    Args:
        label: What is set.
        stops: The values it stops at, in order.
        value: The recipe's, one of them.
        share: Whether they are shares.
        key: Of the widget.
        help: The option behind it.
    """
    if st.session_state.get(key, value) not in stops:  # from before newer records came
        del st.session_state[key]
    return st.select_slider(label, stops, value, format_func=number_format(share), key=key, help=help)


def dropped_line(recipe: int, now: int) -> str:
    """`drops 26 → 748 (+722)`, or `drops 26` where nothing changed."""
    if now == recipe:
        return f"drops {count(recipe)}"
    return f"drops {count(recipe)} → {count(now)} ({now - recipe:+,})"


def histogram(edges: np.ndarray, counts: np.ndarray, bounds: Mapping[str, float | None], *, share: bool) -> None:
    """The signal's values, those outside the bounds in orange, and a line at each bound that is in sight.

    Args:
        edges: Where the bars begin and end (n + 1).
        counts: Records in each bar (n).
        bounds: The smallest sound value as `low`, the largest as `high`; None for no bound.
        share: Whether the values are shares.
    """
    bars = pd.DataFrame({"from": edges[:-1], "to": edges[1:], "records": counts, "ground": 0})
    middle = (bars["from"] + bars["to"]) / 2
    low, high = (_bound(bounds.get(side), edge) for side, edge in (("low", -np.inf), ("high", np.inf)))
    bars["fate"] = np.where((middle < low) | (middle > high), "dropped", "kept")
    axis = alt.Axis(title=None, format="%" if share else "~s", tickCount=5, grid=False)
    across = alt.X("from:Q", axis=axis, scale=alt.Scale(domain=[float(edges[0]), float(edges[-1])], nice=False))
    # A root, not the number itself: thresholds lie in the tails, where the bars are low.
    up = alt.Y("records:Q", axis=None, scale=alt.Scale(type="sqrt"))
    fate = alt.Color("fate:N", scale=alt.Scale(domain=["kept", "dropped"], range=[_BLUE, _ORANGE]), legend=None)
    tips = [alt.Tooltip("from:Q", format=".3~g"), alt.Tooltip("to:Q", format=".3~g"), "records", "fate"]
    chart = (
        alt.Chart(bars)
        .mark_bar(opacity=0.75)
        .encode(x=across, x2="to:Q", y=up, y2="ground:Q", color=fate, tooltip=tips)
    )
    given = [value for value in bounds.values() if value is not None]
    seen = [{"at": value} for value in given if edges[0] <= value <= edges[-1]]
    if seen:
        line = alt.Chart(pd.DataFrame(seen)).mark_rule(color=_ORANGE, size=2, strokeDash=[5, 3]).encode(x="at:Q")
        chart = chart + line
    st.altair_chart(chart.properties(height=130), width="stretch")
    if given and not seen:
        st.caption("The threshold lies beyond nearly all values.")


def _bound(value: float | None, otherwise: float) -> float:
    return otherwise if value is None else value
