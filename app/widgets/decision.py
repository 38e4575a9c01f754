"""A reviewer's decision, and the check on what a browser claims to be one."""

import math
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any

from app.widgets.review_item import ReviewItem

ACTIONS = ("submitted", "skipped", "discarded", "draft")
LONGEST_VALUE = 200_000
LONGEST_NOTE = 20_000
LONGEST_BATCH = 1_000
_IDENTIFIER = re.compile(r"[A-Za-z0-9_.:-]{1,128}")


@dataclass(frozen=True, slots=True)
class Decision:
    """One answer to one record.

    `action` is `submitted` (value is the answer), `discarded` (no answer is acceptable), `skipped` (somebody else,
    please) or `draft`: with a value or a note what was typed so far, with neither an earlier decision taken back.
    Whether a value is an answer is for the task's kind to say, not for this check.
    `decision_id` is made where the key was pressed, so that a resend is a no-op; `version` is the record's version
    the reviewer looked at; `seconds` is active time; `shown_at` is UTC in ISO 8601; `phase` is the item's.
    """

    decision_id: str
    record_id: str
    version: int
    action: str
    value: str | None
    note: str
    seconds: float
    blind: bool
    shown_at: str
    phase: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """A claim that is no decision: its id (empty if it has no usable one) and why."""

    decision_id: str
    reason: str


def new_decision(item: ReviewItem, action: str, value: str | None, note: str, shown: datetime) -> Decision:
    """A decision made on the server's side, now, on an item shown since `shown` (UTC)."""
    seconds = (datetime.now(UTC) - shown).total_seconds()
    return Decision(
        decision_id=str(uuid.uuid4()),
        record_id=item.record_id,
        version=item.version,
        action=action,
        value=value,
        note=note,
        seconds=round(seconds, 3),
        blind=item.blind,
        shown_at=shown.isoformat(),
        phase=item.phase,
    )


def read_decisions(
    claims: Any, offered: Mapping[str, ReviewItem] | None = None, known: Callable[[str], bool] | None = None
) -> tuple[list[Decision], list[Refused]]:
    """What a browser sent, checked: the decisions in order, and what was refused with its reason.

    Args:
        claims: Anything; expected is a list of objects with the fields of `Decision`.
        offered: Items this browser was given.
        known: Whether a record id belongs to the project; asked for ids that are not in `offered`.
    """
    if not isinstance(claims, list) or len(claims) > LONGEST_BATCH:
        return [], [Refused("", f"expected a list of at most {LONGEST_BATCH} decisions")]
    decisions, refused = [], []
    for claim in claims:
        reason = _fault(claim, offered or {}, known)
        if reason:
            refused.append(Refused(_claimed_id(claim), reason))
        else:
            decisions.append(Decision(**{**claim, "seconds": round(float(claim["seconds"]), 3)}))
    return decisions, refused


def _fault(claim: Any, offered: Mapping[str, ReviewItem], known: Callable[[str], bool] | None) -> str | None:
    """Why a claim is refused, None if it is not."""
    if not isinstance(claim, dict) or set(claim) != {field.name for field in fields(Decision)}:
        return "the fields are not those of a decision"
    wrong = next((name for name, fits in _CHECKS.items() if not fits(claim[name])), None)
    if wrong:
        return f"{wrong} is not acceptable"
    if claim["action"] == "submitted" and not claim["value"]:
        return "a submitted decision needs a value"
    if claim["action"] in ("skipped", "discarded") and claim["value"] is not None:
        return "only a submitted decision or a draft has a value"
    if claim["record_id"] not in offered and known is not None and not known(claim["record_id"]):
        return "the record is not known"
    return None


def _claimed_id(claim: Any) -> str:
    value = claim.get("decision_id") if isinstance(claim, dict) else None
    return value if isinstance(value, str) and _IDENTIFIER.fullmatch(value) else ""


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value < 2**31


def _is_uuid(value: Any) -> bool:
    return isinstance(value, str) and bool(re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", value))


def _is_seconds(value: Any) -> bool:
    return type(value) in (int, float) and math.isfinite(value) and 0 <= value <= 86_400


def _is_moment(value: Any) -> bool:
    try:
        return isinstance(value, str) and len(value) <= 40 and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _is_text(value: Any, longest: int) -> bool:
    return isinstance(value, str) and len(value) <= longest and not any("\ud800" <= c <= "\udfff" for c in value)


_CHECKS: Mapping[str, Callable[[Any], bool]] = {
    "decision_id": _is_uuid,
    "record_id": lambda value: isinstance(value, str) and bool(_IDENTIFIER.fullmatch(value)),
    "version": _is_count,
    "action": lambda value: value in ACTIONS,
    "value": lambda value: value is None or _is_text(value, LONGEST_VALUE),
    "note": lambda value: _is_text(value, LONGEST_NOTE),
    "seconds": _is_seconds,
    "blind": lambda value: type(value) is bool,
    "shown_at": _is_moment,
    "phase": lambda value: isinstance(value, str) and len(value) <= 64,
}
