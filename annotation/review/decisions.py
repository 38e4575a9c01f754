"""A person's decision on a record, and the event it becomes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipelines.core.errors import VerilodeError
from pipelines.core.ids import SHORT, digest
from pipelines.store.event import Ack, Event
from pipelines.store.project import Project

ACTIONS = ("submitted", "draft", "skipped", "discarded")


@dataclass(frozen=True, slots=True)
class Decision:
    """One act of a reviewer. `decision_id` is made where the key was pressed, so a resend stores nothing twice.

    `action`: submitted (value is the answer), discarded (no answer fits: the record is rejected), skipped (for
    somebody else) or draft (not decided, or an earlier decision taken back). `version` is the item's version the
    person looked at; `seconds` is active time.
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


def decide(
    project: Project,
    actor: str,
    decisions: Sequence[Decision],
    labels: Sequence[str] = (),
    append: Append | None = None,
) -> list[Ack]:
    """Store decisions; every acknowledgement means the decision is on disk.

    Args:
        project: Whose event lane takes them.
        actor: Who decided.
        decisions: In the order they were made.
        labels: The answers that are allowed; empty allows any.
        append: How to store them; a server passes its group writer's, default is the lane's own.

    Raises:
        VerilodeError: for an unknown action or an answer outside the label set; then nothing is stored.
    """
    guideline = digest(project.recipe.task.guideline)[:SHORT]
    for decision in decisions:
        _check(decision, labels)
    return (append or project.events.append_many)([_event(decision, actor, guideline) for decision in decisions])


def _check(decision: Decision, labels: Sequence[str]) -> None:
    if decision.action not in ACTIONS:
        raise VerilodeError(f"unknown action {decision.action!r}; known: {', '.join(ACTIONS)}")
    if labels and decision.value is not None and decision.value not in labels:
        raise VerilodeError(f"{decision.value!r} is not one of the {len(labels)} labels")
    if not decision.decision_id or not decision.record_id:
        raise VerilodeError("a decision needs its own id and a record id")


def _event(decision: Decision, actor: str, guideline: str) -> Event:
    return Event(
        key=f"{actor}:{decision.decision_id}"[:128],
        kind=f"annotation.{decision.action}",
        item=decision.record_id,
        actor=actor,
        payload={
            "value": decision.value,
            "note": decision.note,
            "phase": decision.phase,
            "guideline": guideline,
        },
        base_version=decision.version,
        blind=decision.blind,
        seconds=decision.seconds,
    )
