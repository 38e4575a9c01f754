"""Everything people did, from the log: each act as it was, those taken back later too."""

import json
from dataclasses import dataclass

import sqlalchemy as sa

from pipelines.store.project import Project
from pipelines.store.schema import EVENTS


@dataclass(frozen=True, slots=True)
class Act:
    """One thing a person did with a record. `action` is submitted, discarded, skipped or draft."""

    seq: int
    at: str
    actor: str
    record_id: str
    action: str
    value: str | None
    note: str | None
    phase: str | None
    blind: bool | None
    seconds: float | None
    superseded: bool
    guideline: str | None

    @property
    def taken_back(self) -> bool:
        """Whether this act only opened an earlier one again."""
        return self.action == "draft" and self.value is None and self.note is None


def history(
    project: Project, actor: str | None = None, record: str | None = None, last: int | None = None
) -> list[Act]:
    """What happened, newest first.

    Args:
        project: Whose log is read.
        actor: Only what this person did.
        record: Only what was done with this record.
        last: How many acts at most.
    """
    query = sa.select(EVENTS).where(EVENTS.c.kind.startswith("annotation.", autoescape=True))
    if actor is not None:
        query = query.where(EVENTS.c.actor == actor)
    if record is not None:
        query = query.where(EVENTS.c.item == record)
    with project.events.engine.connect() as connection:
        return [_act(row) for row in connection.execute(query.order_by(EVENTS.c.seq.desc()).limit(last))]


def _act(row: sa.Row) -> Act:
    said = json.loads(row.payload)
    return Act(
        seq=row.seq,
        at=row.at,
        actor=row.actor,
        record_id=row.item,
        action=row.kind.partition(".")[2],
        value=said.get("value"),
        note=said.get("note"),
        phase=said.get("phase"),
        blind=row.blind,
        seconds=row.seconds,
        superseded=row.superseded,
        guideline=said.get("guideline"),
    )
