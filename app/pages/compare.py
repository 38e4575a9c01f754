"""Base, tuned and promoted model on the same held-out records: every difference with its interval, and the answers."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from app.contests import with_people
from app.views.answers import ORDERS, OUTCOMES, Answered, answers, graded, in_order
from app.views.evaluation import gate_of, metric_rows, reliability
from app.views.runs import reports
from app.widgets.copy_command import copy_command
from app.widgets.empty_state import empty_state
from app.widgets.evaluation_charts import reliability_chart, slices_chart
from app.widgets.numbers import count, share
from app.widgets.plain_text import escape_markdown, visible_text
from app.widgets.show_record import show_record
from app.widgets.verdict import gate_table, verdict_card
from pipelines.store.project import Project

TITLE = "Compare"
ORDER = 60
ICON = ":material/compare_arrows:"
GROUP = "Models"
SHOWN = 20


def render(project: Project) -> None:
    """Verdict; gate, measures, parts and confidence; answers side by side."""
    st.title("Compare")
    measured = reports(project)
    if not measured:
        empty_state("No run has been evaluated.", "Let a run and its base answer.", command=["evaluate", "latest"])
        return
    chosen = st.selectbox("Run", list(measured), key="compare-run", format_func=visible_text)
    report = measured[chosen]
    verdict_card(report)
    names = ["Gate", "Measures", "Parts", "Confidence"]
    gate, measures, parts, confidence = st.tabs(names)
    with gate:
        gate_table(gate_of(project, chosen))
        copy_command(["gate", chosen])
    with measures:
        _measures(with_people(project, report), chosen)
    with parts:
        _parts(report)
    with confidence:
        _confidence(report)
    _answers(project, chosen)


def _measures(report: Mapping[str, Any], run: str) -> None:
    rows = [
        {
            "set": visible_text(row["set"]),
            "metric": row["metric"],
            "model": row["model"],
            "value": share(row["value"]),
            "95 % interval": _between(row["low"], row["high"]),
            "tuned is ahead by": _ahead(row["difference"]),
            "records": count(row["n"]),
        }
        for row in metric_rows(report)
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch")
    _judge(report.get("judge"))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption("The test split holds groups and near-duplicates that training never saw.")
        copy_command(["evaluate", run])


def _between(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f"{share(low)} to {share(high)}"


def _ahead(seen: Mapping[str, Any] | None) -> str:
    return f"{seen['difference']:+.1%} ({seen['low']:+.1%} to {seen['high']:+.1%})" if seen else ""


def _judge(found: Mapping[str, Any] | None) -> None:
    if found:
        st.markdown(
            f"The judge {escape_markdown(found['model'])} prefers the tuned answer in {share(found['win_rate'], 0)} of "
            f"{count(found['n'])} pairs; it changes its mind in {share(found['flip_rate'], 0)} when they are turned."
            + _with_people(found)
        )


def _with_people(found: Mapping[str, Any]) -> str:
    if not found.get("voted"):
        return ""
    kappa = "not defined" if found["kappa"] is None else f"{found['kappa']:.2f}"
    share_of = f"{share(found['agreement'], 0)} of {count(found['voted'])} votes"
    return f" It names people's winner in {share_of} (Cohen's kappa {kappa})."


def _parts(report: Mapping[str, Any]) -> None:
    rows = report.get("slices") or []
    if not rows:
        st.caption("The test split has no parts to look at: no labels, one source, one length.")
        return
    metric = escape_markdown(rows[0].get("metric", "exact_match"))
    st.caption(f"By {metric}. Parts of 30 records and more are tested, corrected for how many there are.")
    slices_chart(rows)
    table = [
        {
            "part": f"{row['by']}: {visible_text(row['value'])}",
            "records": row["n"],
            "base": share(row["base"]),
            "tuned": share(row["tuned"]),
            "difference": _ahead(row),
            "p": f"{row['p']:.3f}" if row["tested"] else "",
        }
        for row in rows
    ]
    st.dataframe(pd.DataFrame(table), hide_index=True, width="stretch")


def _confidence(report: Mapping[str, Any]) -> None:
    bins = reliability(report)
    if not bins:
        st.caption("No confidence was measured.")
        return
    reliability_chart(bins)
    for model, found in report["calibration"].items():
        st.caption(
            f"{model}: stated and right differ by {share(found['ece'])} on average (expected calibration error); "
            f"Brier score {found['brier']:.3f}, {count(found['n'])} answers."
        )


def _answers(project: Project, run_id: str) -> None:
    found = answers(project, run_id)
    if not found:
        return
    st.subheader("Answers")
    of_set = _chosen_set(found)
    shown, of = _by_score(of_set) if graded(of_set) else _by_outcome(of_set)
    st.caption(f"{count(len(shown))} of {count(of)}")
    for one in shown:
        _answer(one, graded(of_set))


def _by_score(of_set: list[Answered]) -> tuple[list[Answered], int]:
    order = st.segmented_control("Order", ORDERS, default=ORDERS[0], key="answer-order", required=True)
    return in_order(of_set, order)[:SHOWN], len(of_set)


def _by_outcome(of_set: list[Answered]) -> tuple[list[Answered], int]:
    numbers = Counter(one.outcome for one in of_set)
    outcome = st.segmented_control(
        "Show",
        OUTCOMES,
        default=next(name for name in OUTCOMES if numbers[name]),
        key="outcome",
        format_func=lambda name: f"{name} ({count(numbers[name])})",
        required=True,
    )
    return [one for one in of_set if one.outcome == outcome][:SHOWN], numbers[outcome]


def _chosen_set(found: list[Answered]) -> list[Answered]:
    names = list(dict.fromkeys(one.set for one in found))
    if len(names) == 1:
        return found
    chosen = st.radio("Questions", names, key="answer-set", format_func=escape_markdown, horizontal=True)
    return [one for one in found if one.set == chosen]


def _answer(one: Answered, by_score: bool) -> None:
    sides = [("expected", "expected", one.expected)]
    for name, said, right in (("base", one.base, one.base_right), ("tuned", one.tuned, one.tuned_right)):
        sides.append((name, f"{name} {_grade(one, name) if by_score else _sign(right)}", said))
    if one.promoted is not None:
        sides.append(("promoted", "promoted", one.promoted))
    with st.container(border=True):
        show_record(one.prompt, key=f"prompt-{one.set}-{one.record_id}")
        for column, (name, title, said) in zip(st.columns(len(sides)), sides, strict=True):
            with column:
                st.caption(title)
                show_record(said, key=f"{name}-{one.set}-{one.record_id}")


def _grade(one: Answered, model: str) -> str:
    return share(one.scores.get(model), 0)


def _sign(right: bool) -> str:
    return "✓ right" if right else "✕ wrong"
