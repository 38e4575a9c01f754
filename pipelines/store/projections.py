"""What the event lane remembers beside the log: tables made from events and from nothing else."""

import sqlalchemy as sa

from pipelines.store.event import Stored
from pipelines.store.schema import ANNOTATIONS, ITEMS

SILENT = {"annotation.draft", "golden.set", "golden.unset"}
"""Kinds that leave the item's version as it was: a draft decides nothing, and no version may tell golden records."""


def apply_event(connection: sa.Connection, event: Stored) -> None:
    """Bring every projection up to date with one event, in the transaction that stores it."""
    if event.kind not in SILENT:
        _upsert(connection, ITEMS, {"item": event.item}, {"version": event.version})
    family, _, status = event.kind.partition(".")
    if family == "annotation":
        _annotate(connection, event, status)


def clear_projections(connection: sa.Connection) -> None:
    """Empty what `apply_event` fills."""
    connection.execute(ITEMS.delete())
    connection.execute(ANNOTATIONS.delete())


def _annotate(connection: sa.Connection, event: Stored, status: str) -> None:
    if status == "draft" and _late(connection, event):
        return
    _upsert(
        connection,
        ANNOTATIONS,
        {"record_id": event.item, "actor": event.actor},
        {
            "status": status,
            "value": event.payload.get("value"),
            "note": event.payload.get("note"),
            "phase": event.payload.get("phase"),
            "blind": event.blind,
            "seconds": event.seconds,
            "superseded": event.superseded,
            "seq": event.seq,
            "at": event.at,
        },
    )


def _late(connection: sa.Connection, event: Stored) -> bool:
    """Whether this is typed text that arrives after its author's own decision; a draft without text takes one back."""
    typed = any(event.payload.get(name) is not None for name in ("value", "note"))
    if not (typed and event.superseded):
        return False
    own = sa.and_(ANNOTATIONS.c.record_id == event.item, ANNOTATIONS.c.actor == event.actor)
    return connection.scalar(sa.select(ANNOTATIONS.c.status).where(own)) not in (None, "draft")


def _upsert(connection: sa.Connection, table: sa.Table, key: dict, values: dict) -> None:
    """Insert or replace; spelled as update-then-insert because we hold the write lock and it is portable."""
    where = sa.and_(*(table.c[name] == value for name, value in key.items()))
    if connection.execute(table.update().where(where).values(values)).rowcount == 0:
        connection.execute(table.insert().values({**key, **values}))
