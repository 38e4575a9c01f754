"""A person's decision on a record, and the event it becomes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from annotation.review.board import board_of
from annotation.review.guideline import guideline_version, published
from annotation.review.plan import QueuePlan, plan_queue
from annotation.sampling.draw import BLIND
from pipelines.core.errors import VerilodeError
from pipelines.kinds import Invalid, Question
from pipelines.store.event import Ack, Event
from pipelines.store.labels import ADJUDICATION
from pipelines.store.project import Project
from pipelines.store.selection import current_plan, records_named

ACTIONS = ("submitted", "draft", "skipped", "discarded")


@dataclass(frozen=True, slots=True)
class Decision:
    """One act of a reviewer. `decision_id` is made where the key was pressed, so a resend stores nothing twice.

    `action`: submitted (value is the answer), discarded (no answer fits: the record is rejected), skipped (for
    somebody else) or draft: with a value or a note what was typed so far, which counts for nothing; with neither, an
    earlier decision taken back. `version` is the item's version the person looked at; `seconds` is active time.
    """

    decision_id: str
    record_id: str
    action: str
    value: str | None = None
    note: str | None = None
    version: int | None = None
    blind: bool | None = None
    seconds: float | None = None
    phase: str | None = None


Append = Callable[[list[Event]], list[Ack]]


def decide(project: Project, actor: str, decisions: Sequence[Decision], append: Append | None = None) -> list[Ack]:
    """Store decisions; every acknowledgement means the decision is on disk.

    Args:
        project: Whose event lane takes them.
        actor: Who decided.
        decisions: In the order they were made.
        append: How to store them; a server passes its group writer's, default is the lane's own.

    Raises:
        VerilodeError: for an unknown action or record, or what is no answer to the question; then nothing is stored.
    """
    if not decisions:
        return []
    plan, guideline = plan_queue(project), guideline_version(project)
    asked = _questions(project, plan, decisions)
    checked = [_weighed(project, plan, actor, _checked(one, asked, plan)) for one in decisions]
    events = [_event(one, actor, guideline, plan) for one in checked]
    first = [published(project)] if project.recipe.task.guideline else []
    return (append or project.events.append_many)([*first, *events])[len(first) :]


def _questions(project: Project, plan: QueuePlan, decisions: Sequence[Decision]) -> dict[str, Question]:
    """What was asked about each record; those outside the queue are looked up."""
    names = dict.fromkeys(decision.record_id for decision in decisions)
    found = {name: plan.records[name].question for name in names if name in plan.records}
    if len(found) < len(names):
        elsewhere = [name for name in names if name not in found]
        records = records_named(project.tables, elsewhere, current_plan(project.tables))
        found |= {name: plan.kind.question(record) for name, record in records.items()}
    return found


def _checked(decision: Decision, asked: dict[str, Question], plan: QueuePlan) -> Decision:
    """The decision with its value in canonical form."""
    if decision.action not in ACTIONS:
        raise VerilodeError(f"unknown action {decision.action!r}; known: {', '.join(ACTIONS)}")
    if not decision.decision_id or not decision.record_id:
        raise VerilodeError("a decision needs its own id and a record id")
    if decision.record_id not in asked:
        raise VerilodeError(f"record {decision.record_id!r} is not known to this project")
    if decision.action != "submitted":
        return decision if decision.action == "draft" else replace(decision, value=None)
    try:
        value = plan.kind.check(decision.value or "", asked[decision.record_id], plan.task)
    except Invalid as reason:
        raise VerilodeError(f"no answer to record {decision.record_id}: {reason}") from None
    return replace(decision, value=value)


def _weighed(project: Project, plan: QueuePlan, actor: str, decision: Decision) -> Decision:
    """The decision with the weight it has: who may not settle a dispute gives an opinion like any other."""
    if decision.phase != ADJUDICATION:
        return decision
    board = board_of(project, plan)
    with board.lock:
        return decision if board.may_settle(actor, decision.record_id) else replace(decision, phase=None)


def _event(decision: Decision, actor: str, guideline: str, plan: QueuePlan) -> Event:
    payload = {
        "value": decision.value,
        "note": decision.note,
        "phase": decision.phase,
        "guideline": guideline,
    }
    if plan.is_plant(decision.record_id) and decision.phase == plan.phase_of[decision.record_id]:
        payload["planted"] = plan.planted(decision.record_id)
    # answers that are given blind to each other never overtake one another
    apart = decision.phase in BLIND and decision.action != "draft"
    return Event(
        key=f"{actor}:{decision.decision_id}"[:128],
        kind=f"annotation.{decision.action}",
        item=decision.record_id,
        actor=actor,
        payload=payload,
        base_version=None if apart else decision.version,
        blind=decision.blind,
        seconds=decision.seconds,
    )
