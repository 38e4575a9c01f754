"""Base against tuned: the same held-out records, every difference with its interval, and the answers themselves."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from app.views.answers import OUTCOMES, Answered, answers
from app.views.runs import reports
from app.widgets.copy_command import copy_command
from app.widgets.empty_state import empty_state
from app.widgets.numbers import count, share
from app.widgets.plain_text import escape_markdown, visible_text
from app.widgets.show_record import show_record
from app.widgets.verdict import verdict_card
from pipelines.store.project import Project

TITLE = "Compare"
ORDER = 60
ICON = ":material/compare_arrows:"
GROUP = "Models"
SHOWN = 20


def render(project: Project) -> None:
    """Verdict, table of metrics, answers side by side."""
    st.title("Compare")
    measured = reports(project)
    if not measured:
        empty_state("No run has been evaluated.", "Let a run and its base answer.", command=["evaluate", "latest"])
        return
    chosen = st.selectbox("Run", list(measured), key="compare-run", format_func=visible_text)
    verdict_card(measured[chosen])
    st.dataframe(pd.DataFrame(_rows(measured[chosen])), hide_index=True, width="stretch")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption("The test split holds groups and near-duplicates that training never saw.")
        copy_command(["evaluate", chosen])
    _answers(project, chosen)


def _rows(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "set": name,
            "model": model,
            "exact match": share(measured[model]["exact_match"]),
            "95 % interval": " to ".join(share(end) for end in measured[model]["exact_match_interval"]),
            "macro-F1": f"{measured[model]['macro_f1']:.3f}",
            "records": count(measured[model]["n"]),
        }
        for name, measured in report["sets"].items()
        for model in ("base", "tuned")
    ]


def _answers(project: Project, run_id: str) -> None:
    found = answers(project, run_id)
    if not found:
        return
    st.subheader("Answers")
    of_set = _chosen_set(found)
    numbers = Counter(one.outcome for one in of_set)
    outcome = st.segmented_control(
        "Show",
        OUTCOMES,
        default=next(name for name in OUTCOMES if numbers[name]),
        key="outcome",
        format_func=lambda name: f"{name} ({count(numbers[name])})",
        required=True,
    )
    shown = [one for one in of_set if one.outcome == outcome][:SHOWN]
    st.caption(f"{count(len(shown))} of {count(numbers[outcome])}")
    for one in shown:
        _answer(one)


def _chosen_set(found: list[Answered]) -> list[Answered]:
    names = list(dict.fromkeys(one.set for one in found))
    if len(names) == 1:
        return found
    chosen = st.radio("Questions", names, key="answer-set", format_func=escape_markdown, horizontal=True)
    return [one for one in found if one.set == chosen]


def _answer(one: Answered) -> None:
    sides = {
        "expected": ("expected", one.expected),
        "base": (f"base {_sign(one.base_right)}", one.base),
        "tuned": (f"tuned {_sign(one.tuned_right)}", one.tuned),
    }
    with st.container(border=True):
        show_record(one.prompt, key=f"prompt-{one.set}-{one.record_id}")
        for column, (name, (title, said)) in zip(st.columns(3), sides.items(), strict=True):
            with column:
                st.caption(title)
                show_record(said, key=f"{name}-{one.set}-{one.record_id}")


def _sign(right: bool) -> str:
    return "✓ right" if right else "✕ wrong"
