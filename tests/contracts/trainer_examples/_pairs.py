"""Pairs of a right and a wrong chapter, for the trainers that learn from pairs."""

from typing import Any

_CHAPTERS = {"skin": ("acne", "rash", "eczema"), "eye": ("cataract", "iritis"), "ear": ("otitis", "tinnitus")}
_SIDES = ("left", "right", "both", "upper", "lower")
_WRONG = {"skin": "eye", "eye": "ear", "ear": "skin"}


def pairs() -> dict[str, list[dict[str, Any]]]:
    """Rows by split."""
    words = [(f"{word}, {side}", label) for label, known in _CHAPTERS.items() for word in known for side in _SIDES]
    rows = [_row(title, label) for title, label in words]
    return {"train": rows[::2], "validation": rows[1::8], "test": rows[3::8]}


def _row(title: str, label: str) -> dict[str, Any]:
    answers = {"response": label, "rejected": _WRONG[label]}
    return {"record_id": title, "instruction": f"Which chapter? {title}", "text": title, **answers}
