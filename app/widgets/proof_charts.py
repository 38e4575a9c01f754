"""Two charts of proof: what confidence is worth, and what each promise would ask of people."""

import altair as alt
import pandas as pd
import streamlit as st

from annotation.calibration import Calibration
from annotation.certificate.curve import Curve

_BLUE, _GREY = "#2f6fdd", "#8a94a6"


def calibration_chart(found: Calibration) -> None:
    """Stated confidence against the share that was right, with intervals, beside the line where both are equal."""
    rows = [
        {"stated": one.confidence, "right": one.share, "low": one.low, "high": one.high, "records": one.count}
        for one in found.bins
    ]
    shares = alt.Scale(domain=[0, 1])
    base = alt.Chart(pd.DataFrame(rows)).encode(
        x=alt.X("stated:Q", scale=shares, axis=alt.Axis(format="%", title="stated confidence"))
    )
    bars = base.mark_rule(color=_BLUE).encode(y=alt.Y("low:Q", scale=shares), y2="high:Q")
    points = base.mark_circle(color=_BLUE, size=80, opacity=1).encode(
        y=alt.Y("right:Q", scale=shares, axis=alt.Axis(format="%", title="right in the audit")),
        tooltip=["records", alt.Tooltip("stated:Q", format=".1%"), alt.Tooltip("right:Q", format=".1%")],
    )
    equal = alt.Chart(pd.DataFrame({"stated": [0, 1], "right": [0, 1]}))
    ideal = equal.mark_line(color=_GREY, strokeDash=[4, 4]).encode(x="stated:Q", y="right:Q")
    st.altair_chart((ideal + bars + points).properties(height=300), width="stretch")


def projection_chart(found: Curve) -> None:
    """Records that people would touch against the share of wrong labels promised, with the interval."""
    shown = [found.best(epsilon) for epsilon in sorted({point.epsilon for point in found.points})]
    rows = [
        {"wrong": one.epsilon, "touched": one.touched, "low": one.low, "high": one.high, "oracle": one.oracle_touched}
        for one in shown
    ]
    people = alt.Axis(title="records people touch", format=",d")
    base = alt.Chart(pd.DataFrame(rows)).encode(
        x=alt.X("wrong:Q", axis=alt.Axis(format=".0%", title="wrong labels allowed"))
    )
    scale = alt.Scale(domain=[0, found.population])
    band = base.mark_area(color=_BLUE, opacity=0.18).encode(y=alt.Y("low:Q", scale=scale, axis=people), y2="high:Q")
    line = base.mark_line(color=_BLUE, point=True).encode(
        y=alt.Y("touched:Q", axis=people),
        tooltip=[alt.Tooltip("wrong:Q", format=".0%"), "touched", "low", "high", "oracle"],
    )
    oracle = base.mark_line(color=_GREY, strokeDash=[4, 4]).encode(y=alt.Y("oracle:Q", axis=people))
    st.altair_chart((band + oracle + line).properties(height=300), width="stretch")
