"""Two charts of an evaluation: how each part of the test split changed, and what a model's confidence is worth."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from app.widgets.plain_text import visible_text

_BLUE, _RED, _GREEN, _GREY = "#2f6fdd", "#c9372c", "#22845b", "#8a94a6"
_MODELS = alt.Scale(domain=["base", "tuned", "promoted"], range=[_GREY, _BLUE, _GREEN])
_ROW = 24
"""Pixels of a part."""
_FRAME = 110
"""Pixels of the legend and the axis."""


def slices_chart(rows: Sequence[dict[str, Any]]) -> None:
    """Tuned less base in each part with its interval; worse and better ones stand out.

    Args:
        rows: As `training.evaluation.slices.slice_rows` makes them.
    """
    shown = [{**row, "part": f"{row['by']}: {visible_text(row['value'])}", "found": _found(row)} for row in rows]
    parts = alt.Y("part:N", sort=None, axis=alt.Axis(title=None, labelLimit=260, labelOverlap=False))
    colours = alt.Scale(domain=["worse", "better", "not proven", "too few"], range=[_RED, _GREEN, _BLUE, _GREY])
    colour = alt.Color("found:N", scale=colours, legend=alt.Legend(title=None, orient="top"))
    base = alt.Chart(pd.DataFrame(shown)).encode(y=parts, color=colour)
    shift = alt.X("low:Q", axis=alt.Axis(format="+%", title="tuned less base"))
    bars = base.mark_rule(strokeWidth=2).encode(x=shift, x2="high:Q")
    points = base.mark_circle(size=70, opacity=1).encode(
        x="difference:Q", tooltip=["part", "n", alt.Tooltip("difference:Q", format="+.1%"), "found"]
    )
    zero = alt.Chart(pd.DataFrame({"x": [0]})).mark_rule(color=_GREY, strokeDash=[4, 4]).encode(x="x:Q")
    st.altair_chart((zero + bars + points).properties(height=_ROW * len(shown) + _FRAME), width="stretch")


def reliability_chart(bins: Sequence[dict[str, Any]]) -> None:
    """Stated confidence against the share that was right, with intervals, beside the line where both are equal."""
    shares = alt.Scale(domain=[0, 1])
    base = alt.Chart(pd.DataFrame(list(bins))).encode(
        x=alt.X("confidence:Q", scale=shares, axis=alt.Axis(format="%", title="stated confidence")),
        color=alt.Color("model:N", scale=_MODELS, legend=alt.Legend(title=None, orient="top")),
    )
    bars = base.mark_rule().encode(y=alt.Y("low:Q", scale=shares), y2="high:Q")
    points = base.mark_line(point=True).encode(
        y=alt.Y("right:Q", scale=shares, axis=alt.Axis(format="%", title="exactly right")),
        tooltip=["model", "n", alt.Tooltip("confidence:Q", format=".1%"), alt.Tooltip("right:Q", format=".1%")],
    )
    equal = alt.Chart(pd.DataFrame({"confidence": [0, 1], "right": [0, 1]}))
    ideal = equal.mark_line(color=_GREY, strokeDash=[4, 4]).encode(x="confidence:Q", y="right:Q")
    st.altair_chart((ideal + bars + points).properties(height=320), width="stretch")


def _found(row: dict[str, Any]) -> str:
    if not row["tested"]:
        return "too few"
    return "worse" if row["worse"] else "better" if row["better"] else "not proven"
