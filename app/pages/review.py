"""Records that wait for your answer, one at a time, one key each."""

import streamlit as st

from app.actions import Saved, save_decisions
from app.views.review import ReviewView, review_view
from app.widgets.actor import choose_actor, current_actor
from app.widgets.empty_state import empty_state
from app.widgets.plain_text import escape_markdown
from app.widgets.review_card import received, review_card
from app.widgets.review_form import review_form, review_form_received
from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project

TITLE = "Review"
ORDER = 30
ICON = ":material/rate_review:"
GROUP = "People"
KEY = "review"
_WHY = {
    "recheck": "A second look, without the label they had: some of these may be wrong, and some are right.",
    "pilot": "Your answers teach the labeler. No suggestion is shown, so that it is your own judgement.",
    "audit": "This is the blind audit: your answers decide how many suggestions may stand without anyone looking.",
    "adjudication": "People do not agree on these. Your answer settles them; theirs are shown without names.",
    "rest": "The labeler is not sure enough here, so these need you. Its suggestion is shown.",
}
_JUDGED = {
    "pilot": "Your answers teach the labeler. The text is the source's own: let it stand, put it right or refuse it.",
    "audit": "This is the audit: your answers decide how many suggested texts may stand without anyone looking.",
}
"""Where a text is itself what is judged, it cannot be hidden."""
_DONE = "Everything drawn so far is answered or waits for somebody else. The overview names the next step."


def render(project: Project) -> None:
    """Store what came with this rerun, then show the next records."""
    with st.sidebar:
        actor = choose_actor()
        plain = st.toggle("Plain form", key="plain-form", help="Buttons instead of the keyboard card.")
    saved = _store(project, actor, plain)
    view = review_view(project, current_actor())
    if not view.planned:
        st.title("Review")
        empty_state(
            "Nothing waits for review.", "Draw a sample and it appears here.", command=["sample", "--pilot", "300"]
        )
        return
    judged = any(item.proposal is not None for item in view.items)
    st.caption((_WHY | _JUDGED if judged else _WHY).get(view.phase, _DONE))
    if plain:
        review_form(view.items, guideline=view.guideline, progress=view.progress, key=f"{KEY}-form")
    else:
        _card(project, actor, view, saved)


def _store(project: Project, actor: str, plain: bool) -> Saved:
    """Store what arrived; what cannot be stored for now is said, and stays in the browser's journal."""
    arrived = review_form_received(f"{KEY}-form") if plain else received(KEY)
    try:
        saved = save_decisions(project, actor, arrived)
    except VerilodeError as failed:
        saved = Saved([], [], str(failed))
    if saved.waiting:
        st.error(escape_markdown(saved.waiting))
    for one in saved.refused if plain else ():
        st.error(f"Not stored: {escape_markdown(one.reason)}")
    return saved


def _card(project: Project, actor: str, view: ReviewView, saved: Saved) -> None:
    review_card(
        view.items,
        guideline=view.guideline,
        progress=view.progress,
        acknowledged=saved.stored,
        refused=saved.refused,
        journal=f"{project.root}:{actor}",
        key=KEY,
        known=view.known,
    )
