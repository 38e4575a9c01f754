"""Orders of candidates: in the numbers a person sees, which must not tell those of the record, and back."""

import json

from pipelines.kinds import Question


def as_shown(value: str | None, record_id: str) -> str | None:
    """A value in the record's own numbers, in the numbers in which its candidates are shown."""
    own = _numbers(value)
    if own is None:
        return value
    shown = _order(record_id, len(own))
    return json.dumps([shown.index(number) for number in own])


def as_own(value: str | None, record_id: str) -> str | None:
    """The way back; what is no order stays as it is, for the kind to refuse."""
    seen = _numbers(value)
    return value if seen is None else json.dumps([_order(record_id, len(seen))[number] for number in seen])


def _order(record_id: str, number: int) -> tuple[int, ...]:
    return Question(record_id, "", candidates=("",) * number).order


def _numbers(value: str | None) -> list[int] | None:
    try:
        found = json.loads(value or "")
    except (ValueError, RecursionError):
        return None
    whole = isinstance(found, list) and all(type(number) is int for number in found)
    return found if whole and sorted(found) == list(range(len(found))) else None
