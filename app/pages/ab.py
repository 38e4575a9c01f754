"""Two models' answers side by side: say which is better, and see who wins when the votes are in."""

import pandas as pd
import streamlit as st

from annotation.comparison.contest import TRAIN, Contest
from annotation.comparison.results import Results
from app.actions import save_decisions, start_job
from app.views import ab
from app.views.review import ReviewView
from app.widgets.actor import choose_actor, current_actor
from app.widgets.copy_command import copy_command
from app.widgets.empty_state import empty_state
from app.widgets.numbers import count, share
from app.widgets.plain_text import escape_markdown, visible_text
from app.widgets.review_card import received, review_card
from app.widgets.review_form import review_form, review_form_received
from pipelines.store.project import Project

TITLE = "A/B"
ORDER = 60
ICON = ":material/compare:"
GROUP = "People"
VOTE, RESULTS = "Vote", "Results"
_SIGN = {"better": st.success, "same": st.info, "worse": st.error}


def render(project: Project) -> None:
    """One contest: its ballot, or its results; never both, as a voter must not see who is who."""
    with st.sidebar:
        actor = choose_actor()
        plain = st.toggle("Plain form", key="ab-plain", help="Buttons instead of the keyboard card.")
    found = {one.id: one for one in ab.contests(project)}
    if not found:
        st.title("A/B")
        empty_state(
            "No contest yet.", "Let people compare two models blind.", command=["ab", "start", "base", "latest"]
        )
        _start(project)
        return
    chosen, what = st.columns([3, 1], vertical_alignment="bottom")
    name = chosen.selectbox("Contest", list(found), key="contest")
    shown = what.segmented_control("Show", [VOTE, RESULTS], default=VOTE, key="ab-shown", label_visibility="collapsed")
    if shown == RESULTS:
        _results(project, found[name])
    else:
        _ballot(found[name], actor, plain)


def _ballot(contest: Contest, actor: str, plain: bool) -> None:
    key = f"ab-{contest.id}"
    arrived = review_form_received(f"{key}-form") if plain else received(key)
    saved = save_decisions(ab.polling(contest), actor, arrived)
    if saved.waiting:
        st.error(escape_markdown(saved.waiting))
    seen: ReviewView = ab.ballot(contest, current_actor())
    st.caption("Two models answered the same prompt. Whose is on which side changes, and is not told.")
    if plain:
        review_form(seen.items, guideline=seen.guideline, progress=seen.progress, key=f"{key}-form")
        return
    review_card(
        seen.items,
        guideline=seen.guideline,
        progress=seen.progress,
        acknowledged=saved.stored,
        refused=saved.refused,
        journal=f"{contest.folder}:{actor}",
        key=key,
        known=seen.known,
    )


def _results(project: Project, contest: Contest) -> None:
    stands, seen = ab.turnout(contest), ab.result(contest)
    st.progress(stands.votes / stands.needed if stands.needed else 1.0)
    st.caption(f"{count(stands.votes)} of {count(stands.needed)} votes. Whoever still votes should not read on.")
    sentence = f"{seen.verdict.verdict.capitalize()}. {seen.verdict.sentence}"
    _SIGN.get(seen.verdict.verdict, st.warning)(escape_markdown(sentence))
    st.markdown(f"**A** is {escape_markdown(seen.a)}, **B** is {escape_markdown(seen.b)}.")
    _figures(seen)
    _trust(seen)
    with st.container(horizontal=True):
        if (
            contest.split == TRAIN
            and stands.votes
            and st.button("Train on these votes", key="ab-train", type="primary")
        ):
            start_job(project, ["ab", "train", contest.id], current_actor())
            st.toast("Started. The Jobs page shows how it goes.")
        copy_command(["ab", "train" if contest.split == TRAIN else "results", contest.id])
    _start(project)


def _figures(seen: Results) -> None:
    low, high = seen.win_rate_interval or (0.0, 1.0)
    figures = {
        "B wins": count(seen.outcomes["B"]),
        "A wins": count(seen.outcomes["A"]),
        "ties": count(seen.outcomes["tie"]),
        "both bad": count(seen.outcomes["both bad"]),
        "B of decided": "–" if seen.win_rate is None else share(seen.win_rate),
    }
    for column, (name, figure) in zip(st.columns(len(figures)), figures.items(), strict=True):
        column.metric(name, figure)
    if seen.win_rate is not None:
        st.caption(f"Between {share(low)} and {share(high)} with 95 % confidence; sign test p = {seen.p_value:.3g}.")
    st.caption(f"{count(seen.identical)} of {count(seen.records)} records were answered alike and count as ties.")


def _trust(seen: Results) -> None:
    """Whether the votes themselves can be relied on."""
    if seen.sided:
        told = f"The left answer was chosen in {share(seen.left / seen.sided)} of the votes for a side"
        (st.warning if seen.side_p_value < 0.01 else st.caption)(f"{told} (p = {seen.side_p_value:.3g}).")
    if seen.agreement:
        st.caption(escape_markdown(f"Between voters: {seen.agreement['reason']}."))
    if seen.voters:
        rows = [{"voter": visible_text(one.name), "votes": one.votes, **one.outcomes} for one in seen.voters]
        st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch")


def _start(project: Project) -> None:
    names = ab.models(project)
    if len(names) < 2:
        return
    with st.expander("Start a contest"):
        first, second, third = st.columns(3)
        a = first.selectbox("A, the model to beat", names, key="ab-a")
        b = second.selectbox("B", [name for name in names if name != a], key="ab-b")
        split = third.selectbox("Prompts", ["test", "train"], key="ab-split", help="test judges, train makes pairs.")
        records = first.number_input("Records", 1, value=50, key="ab-records")
        votes = second.number_input("Votes per record", 1, value=1, key="ab-votes")
        argv = ["ab", "start", a, b, "--split", split, "--records", str(records), "--votes", str(votes)]
        with st.container(horizontal=True):
            if st.button("Start", key="ab-start"):
                start_job(project, argv, current_actor())
                st.toast("Both models answer now. The Jobs page shows how it goes.")
            copy_command(argv)
