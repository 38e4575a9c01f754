"""An item as the browser gets it."""

from dataclasses import asdict
from typing import Any

from app.widgets.plain_text import WINDOW
from app.widgets.review_item import ReviewItem

_OPTIONAL = ("separator", "proposal", "draft", "note")


def item_props(item: ReviewItem, labels: tuple[str, ...] = ()) -> dict[str, Any]:
    """What is sent of an item: what it does not have has no field, and its text has an upper bound.

    A proposal goes whole: what is accepted is what was sent. Options that equal `labels` are left out: there may be
    thousands, and they are sent once for all items.
    """
    props: dict[str, Any] = {
        "id": item.record_id,
        "text": item.text[:WINDOW],
        "length": len(item.text),
        "version": item.version,
        "context": item.context,
        "phase": item.phase,
        "control": item.control,
        "blind": item.blind,
        "candidates": [text[:WINDOW] for text in item.candidates],
    }
    if item.options != labels:
        props["options"] = list(item.options)
    props |= {name: getattr(item, name) for name in _OPTIONAL if getattr(item, name) not in (None, "")}
    if item.suggestion is not None:
        props["suggestion"] = asdict(item.suggestion)
    if item.answers:
        props["answers"] = [asdict(answer) for answer in item.answers]
    return props
