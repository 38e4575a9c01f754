"""Playground: ask several models the same and read their answers side by side, each signed with its identity."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from app.actions import start_job
from app.views.serving import addresses, models_at, verdict_of
from app.widgets.actor import current_actor
from app.widgets.copy_command import copy_command
from app.widgets.empty_state import empty_state
from app.widgets.numbers import count
from app.widgets.plain_text import escape_markdown, visible_text
from app.widgets.problem import show_problem
from app.widgets.show_record import show_record
from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project
from training.models.promoted import promoted
from training.runs import list_runs
from training.serving.client import Answer, ask_all

TITLE = "Playground"
ORDER = 66
ICON = ":material/forum:"
GROUP = "Models"
SAID = "playground-answers"
_ABREAST = 3


def render(project: Project) -> None:
    """Where to ask, whom to ask, what to ask, and what they said."""
    st.title("Playground")
    url = _address(project)
    if url is None:
        return
    try:
        models = models_at(url)
    except VerilodeError as silent:
        show_problem(silent)
        return
    _ask(url, models)
    _answers(project, models)


def _address(project: Project) -> str | None:
    """Where to ask: an endpoint of this project that runs, unless an address was typed."""
    found = addresses(project)
    if found and not st.session_state.get("endpoint"):
        st.session_state["endpoint"] = found[0]
    typed = str(st.session_state.get("endpoint") or "")
    if not found and not typed:
        _start(project)
    with st.expander("Endpoint", expanded=not found):
        url = st.text_input("Address", key="endpoint", placeholder="http://127.0.0.1:8000")
        st.caption(
            "An endpoint of this project that runs is found by itself; any address with OpenAI's interface works."
        )
    return url.strip() or None


def _start(project: Project) -> None:
    """Nobody answers yet: offer to start an endpoint as a job, if there is a model to serve."""
    finished = [run for run in list_runs(project) if run.state == "finished"]
    if not finished:
        empty_state("There is no model to ask yet.", "Train one on a frozen snapshot.", command=["train", "sft"])
        return
    tuned = "current" if promoted(project) else finished[0].id
    argv = ["serve", "base", tuned, "--port", "0"]
    empty_state("No endpoint runs.", "Start one; it holds the base once and every model beside it.")
    with st.container(horizontal=True):
        if st.button("Start an endpoint", key="serve", type="primary"):
            start_job(project, argv, current_actor())
            st.toast("Started. Loading takes a moment; then press Look again. The Jobs page can stop it.")
        st.button("Look again", key="look", icon=":material/refresh:")
        copy_command(argv)


def _ask(url: str, models: Mapping[str, Mapping[str, Any]]) -> None:
    chosen = st.multiselect(
        "Models", list(models), default=list(models)[:_ABREAST], key="asked-models", format_func=visible_text
    )
    message = st.text_area("Message", key="message", height=120)
    with st.expander("Options"):
        system = st.text_input("System", key="system", placeholder="Left out when empty")
        longest = st.number_input("Most tokens", 1, 4096, 128, key="longest")
        temperature = st.number_input("Temperature", 0.0, 2.0, 0.0, 0.1, key="temperature")
    if st.button("Ask", key="ask", type="primary", disabled=not chosen or not message.strip()):
        turns = [{"role": "system", "content": system}] if system.strip() else []
        turns.append({"role": "user", "content": message})
        try:
            with st.spinner("Answering"):
                said = ask_all(url, chosen, turns, max_tokens=int(longest), temperature=float(temperature))
        except VerilodeError as refused:
            show_problem(refused)
            return
        st.session_state[SAID] = said


def _answers(project: Project, models: Mapping[str, Mapping[str, Any]]) -> None:
    said: Sequence[Answer] = st.session_state.get(SAID, ())
    for start in range(0, len(said), _ABREAST):
        abreast = said[start : start + _ABREAST]
        for column, answer in zip(st.columns(len(abreast), gap="medium"), abreast, strict=True):
            with column, st.container(border=True):
                _answer(project, answer, models.get(answer.model, {}))


def _answer(project: Project, answer: Answer, identity: Mapping[str, Any]) -> None:
    st.markdown(f"**{escape_markdown(answer.model)}**")
    show_record(answer.text, key=f"said-{answer.model}")
    cut = ", cut at the most tokens" if answer.finish == "length" else ""
    st.caption(f"{count(answer.tokens)} tokens{cut}")
    st.caption(escape_markdown(_signed(answer, identity, verdict_of(project, str(identity.get("run") or "")))))


def _signed(answer: Answer, identity: Mapping[str, Any], verdict: str) -> str:
    """Who answered: what the answer itself says, and the verdict this project knows about that run."""
    words = [answer.fingerprint.replace(":", " ") or "This endpoint does not say which model that is."]
    if verdict:
        words.append(f"verdict {verdict}")
    elif identity.get("run"):
        words.append("not evaluated")
    return " · ".join(words)
