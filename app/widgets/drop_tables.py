"""How much cleaning dropped, as tables with a bar: by step and reason, and by part of the data."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from app.widgets.numbers import count, share
from app.widgets.plain_text import visible_text
from pipelines.run.drops import StepDrops
from pipelines.run.signals import Stratum

PARTS = ("source", "label", "length")
"""What the data can be divided by on this page."""

_LOST = "share dropped"
_ROWS = 20
"""Rows that are shown without scrolling."""

_COLUMNS = {
    **{
        name: st.column_config.NumberColumn(format="localized")
        for name in ("records", "dropped", "kept", "dropped by the recipe", "dropped now")
    },
    "share kept": st.column_config.NumberColumn(format="percent"),
    _LOST: st.column_config.ProgressColumn(format="percent", min_value=0, max_value=1),
}


def words(name: str) -> str:
    """A step's or rule's name without its underscores."""
    return name.replace("_", " ")


def step_table(steps: Sequence[StepDrops]) -> None:
    """Every step with what it kept and dropped; below it its reasons, where there are several."""
    table = pd.DataFrame([row for step in steps for row in _step_rows(step)])
    table = table.astype(dict.fromkeys(("records", "kept"), "Int64"))
    height = "content" if len(table) <= _ROWS else "auto"
    st.dataframe(table, hide_index=True, width="stretch", height=height, column_config=_COLUMNS, placeholder="")


def part_table(step: StepDrops, by: str) -> None:
    """What one step kept and dropped of each part of the data, the hardest hit first."""
    parts = sorted(step.strata, key=lambda part: -part.dropped / part.in_)
    rows = [
        {by: visible_text(part.name), "records": part.in_, "kept": part.kept, "dropped": part.dropped,
         "share kept": part.kept / part.in_, _LOST: part.dropped / part.in_}
        for part in parts
    ]  # fmt: skip
    whole = f"{words(step.step)} dropped {share(step.dropped / step.in_)} of the {count(step.in_)} records it saw"
    st.caption(f"{whole}; a part that loses far more than that deserves a look.")
    st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch", column_config=_COLUMNS)


def change_table(before: Sequence[Stratum], now: Sequence[Stratum], by: str) -> None:
    """What a filter drops of each part of the data by the recipe, and with other thresholds, the hardest hit first."""
    rows = [
        {by: visible_text(new.name), "records": new.kept + new.dropped, "dropped by the recipe": old.dropped,
         "dropped now": new.dropped, _LOST: new.dropped / (new.kept + new.dropped)}
        for old, new in zip(before, now, strict=True)
        if new.kept + new.dropped
    ]  # fmt: skip
    rows.sort(key=lambda row: -row[_LOST])
    st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch", column_config=_COLUMNS)


def _step_rows(step: StepDrops) -> list[dict[str, Any]]:
    reasons = sorted(step.rules.items(), key=lambda rule: -rule[1])
    alone = words(reasons[0][0]) if len(reasons) == 1 else "all reasons" if reasons else ""
    seen = max(1, step.in_)
    whole = {"step": words(step.step), "reason": alone, "records": step.in_, "kept": step.kept,
             "dropped": step.dropped, _LOST: step.dropped / seen}  # fmt: skip
    parts = [
        {"step": words(step.step), "reason": words(rule), "records": None, "kept": None, "dropped": n, _LOST: n / seen}
        for rule, n in reasons
    ]
    return [whole, *(parts if len(parts) > 1 else [])]
