"""A Streamlit script with nothing but the review card, over a queue and a log in the folder DESK."""

import json
import os
from dataclasses import asdict
from pathlib import Path

import streamlit as st

from app.widgets.review_card import received, review_card
from app.widgets.review_item import Progress, ReviewItem, Suggested

DESK = Path(os.environ["DESK"])


def decisions() -> list[dict]:
    """The log: one decision per line."""
    log = DESK / "log.jsonl"
    return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


def store() -> list[str]:
    """Append what came, each decision once; the ids that are on disk now."""
    known = {one["decision_id"] for one in decisions()}
    new = [one for one in received() if one.decision_id not in known]
    with (DESK / "log.jsonl").open("a") as log:
        log.writelines(json.dumps(asdict(one)) + "\n" for one in new)
    return [one["decision_id"] for one in decisions()]


def queue() -> list[ReviewItem]:
    """The records whose last decision is none or a draft."""
    last = {one["record_id"]: one["action"] for one in decisions()}
    rows = json.loads((DESK / "queue.json").read_text())
    items = (
        ReviewItem(**{**row, "suggestion": Suggested(**row["suggestion"]) if row["suggestion"] else None})
        for row in rows
    )
    return [item for item in items if last.get(item.record_id, "draft") == "draft"]


def review() -> None:
    """One pass: store, then show."""
    acknowledged = store()
    items = queue()
    done = len({one["record_id"] for one in decisions()})
    review_card(
        items,
        guideline="Choose the main topic.",
        progress=Progress(done, done + len(items), "Batch 1"),
        acknowledged=acknowledged,
        journal="test",
        known=lambda name: name.startswith("r"),
    )


st.set_page_config(layout="wide")
review()
