"""Models: which run is the current one, how each stands at its gate, and moving the name there or back."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from app.actions import start_job
from app.views.models import Candidate, candidates, current, history
from app.widgets.actor import current_actor
from app.widgets.copy_command import copy_command
from app.widgets.empty_state import empty_state
from app.widgets.moment import moment
from app.widgets.plain_text import escape_markdown, visible_text
from pipelines.store.project import Project
from training.models.promoted import CURRENT, Promotion

TITLE = "Models"
ORDER = 64
ICON = ":material/deployed_code:"
GROUP = "Models"
_SIGN = {"pass": st.success, "fail": st.error}
_STARTED = "Started. The Jobs page shows how it goes; reload this page to see the move."


def render(project: Project) -> None:
    """The current model, all runs, one run's gate, the moves so far."""
    st.title("Models")
    _current(project)
    found = {one.run: one for one in candidates(project)}
    if not found:
        empty_state("No run has a model yet.", "Train one on a frozen snapshot.", command=["train", "sft"])
        return
    st.dataframe(pd.DataFrame([_row(one) for one in found.values()]), hide_index=True, width="stretch")
    chosen = st.selectbox("Run", list(found), key="candidate", format_func=visible_text)
    _gate(found[chosen])
    _promote(project, found[chosen])
    _history(history(project))


def _current(project: Project) -> None:
    now, has_before = current(project)
    with st.container(border=True):
        if now is None:
            st.markdown("**Current model**")
            st.caption("None is promoted yet. Playground and evaluation then know the base alone.")
            return
        st.markdown(f"**Current model: run {escape_markdown(now.run)}**")
        st.caption(f"{escape_markdown(_how(now))}, {moment(now.at)}. Model {now.model_hash[:12]}.")
        if has_before:
            _rollback(project)


def _rollback(project: Project) -> None:
    with st.popover("Move back", icon=":material/undo:"):
        st.markdown(
            "The current model becomes the one before again. Nothing is deleted; this run can be promoted anew."
        )
        argv = ["promote", "--rollback"]
        if st.button("Move back now", key="rollback"):
            start_job(project, argv, current_actor())
            st.toast(_STARTED)
        copy_command(argv)


def _row(one: Candidate) -> dict[str, str]:
    return {
        "run": one.run,
        "known as": ", ".join(one.aliases),
        "trainer": one.trainer,
        "adapter": one.adapter,
        "snapshot": one.snapshot,
        "verdict": one.verdict or "not evaluated",
        "gate": one.gate or "–",
        "model": one.model_hash[:12] or "unknown",
    }


def _gate(one: Candidate) -> None:
    if not one.gate:
        st.warning("Not evaluated: its gate knows nothing about it.")
        copy_command(["evaluate", one.run])
        return
    _SIGN.get(one.gate, st.warning)(escape_markdown(one.sentence))
    rows = [{"check": c["check"], "result": str(c["passed"]), "why": c["sentence"]} for c in one.checks]
    st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch")


def _promote(project: Project, one: Candidate) -> None:
    """A second click confirms; against the gate a reason is asked for and kept."""
    if CURRENT in one.aliases:
        st.caption("This run is the current model.")
        return
    passed, argv = one.gate == "pass", ["promote", one.run]
    with st.popover("Promote", icon=":material/verified:"):
        st.markdown(f"Run **{escape_markdown(one.run)}** becomes the current model. Its files are hashed again first.")
        if not passed:
            st.warning("Its gate is not passed. A promotion against it needs a reason, which is kept.")
            because = st.text_input("Reason", key="because", max_chars=200).strip()
            argv += ["--force", "--because", because]
        ready = passed or bool(argv[-1])
        label = "Promote now" if passed else "Promote anyway"
        if st.button(label, key="promote", type="primary", disabled=not ready):
            start_job(project, argv, current_actor())
            st.toast(_STARTED)
        copy_command(argv)


def _history(moves: Sequence[Promotion]) -> None:
    if not moves:
        return
    st.subheader("Moves")
    rows = [
        {
            "when": moment(move.at),
            "name": move.alias,
            "run": move.run,
            "by": move.actor,
            "how": "moved back" if move.rolled_back else "against its gate" if move.forced else "gate passed",
            "because": move.because,
            "model": move.model_hash[:12],
        }
        for move in moves
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch")


def _how(move: Promotion) -> str:
    if move.rolled_back:
        return f"moved back to by {move.actor}"
    return f"promoted by {move.actor}" + (f" against its gate, because: {move.because}" if move.forced else "")
