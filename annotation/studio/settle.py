"""Turn what was heard about tasks into events, in one transaction with the ledger: both or neither.

Two pulls at once, or one that was killed, therefore double nothing: who comes second finds the ledger as the first
left it. A snapshot older than one already taken in is left aside.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from annotation.review.board import board_of
from annotation.review.plan import plan_queue
from annotation.studio.ledger import ANSWERS, GONE, RUNS, TASKS, Run, Sent
from annotation.studio.mapping import IDLE_LIMIT, Heard
from pipelines.core.ids import SHORT, digest
from pipelines.store.event import Event
from pipelines.store.labels import ADJUDICATION
from pipelines.store.project import Project
from pipelines.store.schema import ANNOTATIONS, EVENTS

WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A task as the server had it at `updated_at`; None for one that was deleted there."""

    sent: Sent
    updated_at: str | None
    heard: list[Heard]


@dataclass(slots=True)
class Tally:
    """Tasks read, and events by what they say."""

    tasks: int = 0
    submitted: int = 0
    discarded: int = 0
    skipped: int = 0
    draft: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


def settle(
    project: Project, run: Run, snapshots: Sequence[Snapshot], cursor: str | None = None, counted: bool = False
) -> Tally:
    """Take in snapshots, and move the run's cursor forward.

    Args:
        project: Whose events.
        run: Where the tasks belong.
        snapshots: Of tasks that were sent in this run.
        cursor: The server's time up to which everything is in these or in earlier snapshots.
        counted: Whether all tasks of the run were counted one by one.
    """
    tally = Tally(tasks=sum(one.updated_at is not None for one in snapshots))
    weigh = _weight(project, run, snapshots)

    def make(connection: sa.Connection) -> list[Event]:
        settler = _Settler(connection, run, weigh)
        events = [event for snapshot in snapshots for event in settler.take(snapshot)]
        _advance(connection, run, cursor, counted)
        for event in events:
            status = event.kind.removeprefix("annotation.")
            setattr(tally, status, getattr(tally, status) + 1)
        return events

    project.events.append_made(make)
    return tally


def _weight(project: Project, run: Run, snapshots: Sequence[Snapshot]) -> dict[tuple[str, str], str | None]:
    """The phase each answer counts in: who may not settle a dispute gives an opinion like any other."""
    pairs = [(one.actor, snapshot.sent.record_id) for snapshot in snapshots for one in snapshot.heard]
    if run.phase != ADJUDICATION or not pairs:
        return {}
    board = board_of(project, plan_queue(project))
    with board.lock:
        return {pair: ADJUDICATION if board.may_settle(*pair) else None for pair in pairs}


def _advance(connection: sa.Connection, run: Run, cursor: str | None, counted: bool) -> None:
    here = RUNS.c.run == run.run
    if cursor is not None:
        behind = sa.or_(RUNS.c.cursor.is_(None), RUNS.c.cursor < cursor)
        connection.execute(RUNS.update().where(here, behind).values(cursor=cursor))
    if counted:
        connection.execute(RUNS.update().where(here).values(counted=datetime.now(UTC).isoformat()))


class _Settler:
    """One transaction."""

    def __init__(self, connection: sa.Connection, run: Run, weigh: dict[tuple[str, str], str | None]) -> None:
        self.connection, self.run, self.weigh = connection, run, weigh

    def take(self, snapshot: Snapshot) -> list[Event]:
        """The events that bring what stands in line with a snapshot."""
        sent = snapshot.sent
        if not self._is_news(snapshot):
            return []
        before = self._before(sent)
        heard = {one.actor: one for one in snapshot.heard}
        left = [self._withdraw(sent, row) for actor, row in before.items() if actor not in heard]
        said = [self._say(sent, one, before.get(actor)) for actor, one in heard.items()]
        return [event for event in [*left, *said] if event is not None]

    def _is_news(self, snapshot: Snapshot) -> bool:
        """Whether nothing newer was taken in; from now on this one is the newest."""
        here = sa.and_(TASKS.c.run == self.run.run, TASKS.c.record_id == snapshot.sent.record_id)
        row = self.connection.execute(sa.select(TASKS).where(here)).first()
        if row is None or row.task != snapshot.sent.task:
            return row is not None and snapshot.updated_at is not None  # a copy, or a task that is just being sent
        if row.state == GONE or (row.seen and snapshot.updated_at and snapshot.updated_at < row.seen):
            return False
        change = {"state": GONE} if snapshot.updated_at is None else {"seen": snapshot.updated_at}
        self.connection.execute(TASKS.update().where(here).values(change))
        return True

    def _before(self, sent: Sent) -> dict[str, Any]:
        here = sa.and_(ANSWERS.c.run == self.run.run, ANSWERS.c.task == sent.task)
        return {row.actor: row for row in self.connection.execute(sa.select(ANSWERS).where(here))}

    def _say(self, sent: Sent, one: Heard, before: Any) -> Event | None:
        """An answer's event; none where it says what stands already."""
        if before is not None and before.digest == one.digest and before.status == one.status:
            return None
        key = self._key(one.annotation, one.updated_at, before, one.digest)
        if one.status == "invalid":
            taken_back = self._takes_back(sent, one.actor, before, key)
            self._keep(sent, one.actor, one.annotation, one, key, None)
            return taken_back
        self._keep(sent, one.actor, one.annotation, one, key, key)
        return self._event(sent, one, key)

    def _withdraw(self, sent: Sent, before: Any) -> Event | None:
        """The event for a person whose annotations are all gone."""
        if before.status == WITHDRAWN:
            return None
        gone = Heard(before.actor, before.annotation, "gone", WITHDRAWN)
        key = self._key(before.annotation, "gone", before, gone.digest)
        taken_back = self._takes_back(sent, before.actor, before, key)
        self._keep(sent, before.actor, before.annotation, gone, key, None)
        return taken_back

    def _takes_back(self, sent: Sent, actor: str, before: Any, key: str) -> Event | None:
        """A draft that takes an answer back, if it stands: the person may have decided anew in the app since."""
        if before is None or before.event is None:
            return None
        own = sa.select(EVENTS.c.seq).where(EVENTS.c.key == before.event)
        stands = sa.select(ANNOTATIONS.c.seq).where(
            ANNOTATIONS.c.record_id == sent.record_id, ANNOTATIONS.c.actor == actor
        )
        if self.connection.scalar(own) != self.connection.scalar(stands):
            return None
        payload = {"value": None, "note": None, "phase": self._phase(actor, sent), "guideline": self.run.guideline}
        return Event(key, "annotation.draft", sent.record_id, actor, payload, blind=self.run.blind)

    def _key(self, annotation: int, stamp: str, before: Any, said: str) -> str:
        """Made of the annotation and its time; the last part tells a return to an earlier answer from that one."""
        chain = digest([before.key if before is not None else "", said])[:SHORT]
        return f"label-studio:{self.run.run}:{annotation}:{stamp}:{chain}"

    def _phase(self, actor: str, sent: Sent) -> str | None:
        return self.weigh.get((actor, sent.record_id)) if self.run.phase == ADJUDICATION else self.run.phase

    def _event(self, sent: Sent, one: Heard, key: str) -> Event:
        payload: dict[str, Any] = {
            "value": one.value,
            "note": one.note,
            "phase": self._phase(one.actor, sent),
            "guideline": self.run.guideline,
            "studio": {"url": self.run.url, "task": sent.task, "annotation": one.annotation, "at": one.updated_at},
        }
        if one.lead_time is not None:
            payload |= {"lead_time": one.lead_time, "seconds_are": f"lead time, at most {IDLE_LIMIT:.0f}"}
        if one.unsure:
            payload["unsure"] = True
        if sent.planted is not None:
            payload["planted"] = sent.planted
        kind = f"annotation.{one.status}"
        return Event(key, kind, sent.record_id, one.actor, payload, None, self.run.blind, one.seconds)

    def _keep(self, sent: Sent, actor: str, annotation: int, one: Heard, key: str, event: str | None) -> None:
        here = sa.and_(ANSWERS.c.run == self.run.run, ANSWERS.c.task == sent.task, ANSWERS.c.actor == actor)
        self.connection.execute(ANSWERS.delete().where(here))
        row = {"run": self.run.run, "task": sent.task, "actor": actor, "record_id": sent.record_id}
        row |= {"annotation": annotation, "status": one.status, "value": one.value, "reason": one.reason}
        row |= {"seconds": one.seconds, "digest": one.digest, "key": key, "event": event}
        self.connection.execute(ANSWERS.insert().values(row))
