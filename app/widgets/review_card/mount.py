"""Python's side of the review card: props out, checked decisions in."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import streamlit as st

from app.widgets.decision import Decision, Refused, read_decisions
from app.widgets.plain_text import marks_as_json
from app.widgets.review_card.props import item_props
from app.widgets.review_item import Progress, ReviewItem

_HERE = Path(__file__).parent
_FIRST, _LAST = ("text.js", "control.js"), "card.js"
_REMEMBERED = 400


def scripts() -> list[str]:
    """The card's files in the order they are joined: every script of the folder; a new way to answer is a new file."""
    between = sorted(file.name for file in _HERE.glob("*.js") if file.name not in (*_FIRST, _LAST))
    return [*_FIRST, *between, _LAST]


_component = st.components.v2.component(
    "verilode_review_card",
    html=(_HERE / "card.html").read_text(encoding="utf-8"),
    css=(_HERE / "card.css").read_text(encoding="utf-8"),
    js=f"const MARKS = {marks_as_json()};\n"
    + "\n".join((_HERE / name).read_text(encoding="utf-8") for name in scripts()),
)


def review_card(
    items: Sequence[ReviewItem],
    *,
    guideline: str,
    progress: Progress,
    acknowledged: Sequence[str] = (),
    refused: Sequence[Refused] = (),
    journal: str = "",
    key: str = "review",
    known: Callable[[str], bool] | None = None,
) -> list[Decision]:
    """Show the queue; answers with decisions that came with this rerun and that `received(key)` has not taken.

    Take `received(key)`, store, then mount with fresh items and the stored ids: one rerun per message does it all.
    Not inside a fragment: a restarted server does not know the fragment and would turn every message away. The
    browser keeps a decision and sends it again until its id is in `acknowledged`; storing must therefore be
    idempotent in `decision_id`.

    Args:
        items: The next records, 10 to 20 of them, without those this person has decided on.
        guideline: How to decide; shown as plain text.
        progress: Stored decisions and the size of the batch.
        acknowledged: Ids of the decisions that are durable now.
        refused: Decisions that can never be stored; the browser shows the reason and opens their records again.
        journal: Names the browser's journal of unsaved decisions, one per project and actor.
        key: The widget's name in the session.
        known: Whether a record id belongs to the project; asked for records that were not offered in this session.
    """
    memory = _memory(key)
    memory["known"] = known
    offered = {**memory["offered"], **{item.record_id: item for item in items}}
    memory["offered"] = dict(list(offered.items())[-_REMEMBERED:])
    memory["acknowledged"] = [*memory["acknowledged"], *acknowledged][-_REMEMBERED:]
    memory["refused"] = [*memory["refused"], *refused][-_REMEMBERED:]
    labels = items[0].options if items else ()
    _component(
        key=key,
        data={
            "journal": journal,
            "session": memory["session"],
            "labels": list(labels),
            "items": [item_props(item, labels) for item in items],
            "guideline": guideline,
            "progress": asdict(progress),
            "acknowledged": memory["acknowledged"],
            "refused": [asdict(one) for one in memory["refused"]],
        },
        on_decisions_change=lambda: _arrived(key),
    )
    return received(key)


def received(key: str = "review") -> list[Decision]:
    """Decisions that came with this rerun, checked, each handed out once; call it before reading the queue."""
    memory = _memory(key)
    decisions, memory["inbox"] = memory["inbox"], []
    return decisions


def _arrived(key: str) -> None:
    memory = _memory(key)
    decisions, refused = read_decisions(st.session_state[key].get("decisions"), memory["offered"], memory["known"])
    memory["inbox"] = [*memory["inbox"], *decisions]
    memory["refused"] = [*memory["refused"], *refused][-_REMEMBERED:]


def _memory(key: str) -> dict[str, Any]:
    """What this session remembers about one card: offered items, acknowledged and refused ids, the inbox."""
    empty: dict[str, Any] = {
        "session": secrets.token_hex(8),
        "offered": {},
        "acknowledged": [],
        "refused": [],
        "inbox": [],
        "known": None,
    }
    return st.session_state.setdefault(f"{key}.memory", empty)
