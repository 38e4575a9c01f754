"""A Streamlit script with nothing but the review card, over a queue and a log in the folder DESK."""

import json
import os
from dataclasses import asdict
from pathlib import Path

import streamlit as st

from app.widgets.decision import Refused
from app.widgets.review_card import received, review_card
from app.widgets.review_item import Answer, Progress, ReviewItem, Suggested

DESK = Path(os.environ["DESK"])


def decisions() -> list[dict]:
    """The log: one decision per line."""
    log = DESK / "log.jsonl"
    return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


def store() -> tuple[list[str], list[Refused]]:
    """Append what came, each decision once; the ids that are on disk now, and the answers that never will be."""
    known = {one["decision_id"] for one in decisions()}
    new = [one for one in received() if one.decision_id not in known]
    refused = [Refused(one.decision_id, "it is forbidden") for one in new if one.value == "Forbidden"]
    with (DESK / "log.jsonl").open("a") as log:
        log.writelines(json.dumps(asdict(one)) + "\n" for one in new if one.value != "Forbidden")
    return [one["decision_id"] for one in decisions()], refused


def queue() -> list[ReviewItem]:
    """The records whose last decision is none or a draft."""
    last = {one["record_id"]: one for one in decisions()}
    rows = json.loads((DESK / "queue.json").read_text())
    return [item for item in map(item_of, rows) if last.get(item.record_id, {}).get("action", "draft") == "draft"]


def item_of(row: dict) -> ReviewItem:
    """A row of the queue, with what was typed on it last."""
    typed = next((one for one in reversed(decisions()) if one["record_id"] == row["record_id"]), {})
    more = {
        "suggestion": Suggested(**row["suggestion"]) if row["suggestion"] else None,
        "answers": tuple(Answer(**one) for one in row.get("answers", ())),
        "draft": typed.get("value"),
        "note": typed.get("note", row.get("note", "")),
    }
    return ReviewItem(**{**row, **more})


def review() -> None:
    """One pass: store, then show."""
    acknowledged, refused = store()
    items = queue()
    done = len({one["record_id"] for one in decisions() if one["action"] != "draft"})
    review_card(
        items,
        guideline="Choose the main topic.",
        progress=Progress(done, done + len(items), "Batch 1"),
        acknowledged=acknowledged,
        refused=refused,
        journal="test",
        known=lambda name: name.startswith("r"),
    )


st.set_page_config(layout="wide")
review()
