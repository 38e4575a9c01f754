"""The event lane: an append-only log with idempotency keys, versions and a hash chain."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from pipelines.core.errors import VerilodeError
from pipelines.core.ids import canonical_json, digest
from pipelines.store.database import begin_write, open_engine
from pipelines.store.event import Ack, Event, Stored
from pipelines.store.projections import apply_event, clear_projections
from pipelines.store.schema import EVENTS, ITEMS, METADATA


class EventLane:
    """The log of one project."""

    def __init__(self, url: str) -> None:
        self.url = url

    @cached_property
    def engine(self) -> sa.Engine:
        """The database, its tables created on first use."""
        engine = open_engine(self.url)
        try:
            with begin_write(engine) as connection:
                METADATA.create_all(connection)
        except sa.exc.DBAPIError as refusal:
            raise VerilodeError(f"cannot be opened: {refusal.orig}", file=engine.url.render_as_string()) from None
        return engine

    def append(self, event: Event) -> Ack:
        """Store one event; returns after it is durable."""
        return self.append_many([event])[0]

    def append_many(self, events: Sequence[Event]) -> list[Ack]:
        """Store events in one transaction: all or none; resent keys are acknowledged and not stored again."""
        return self.append_made(lambda _: events)

    def append_made(self, make: Callable[[sa.Connection], Sequence[Event]]) -> list[Ack]:
        """Store the events that `make` decides upon inside the transaction, together with its own tables."""
        with begin_write(self.engine) as connection:
            last = connection.scalar(sa.select(EVENTS.c.digest).order_by(EVENTS.c.seq.desc()).limit(1))
            appender = _Appender(connection, last or "")
            return [appender.append(event) for event in make(connection)]

    def events(
        self, kind: str | None = None, item: str | None = None, after: int = 0, key: str | None = None
    ) -> Iterator[Stored]:
        """Stored events in order; `kind` may end in `.*` to mean a family."""
        query = sa.select(EVENTS).where(EVENTS.c.seq > after).order_by(EVENTS.c.seq)
        if kind and kind.endswith(".*"):
            query = query.where(EVENTS.c.kind.startswith(kind[:-1], autoescape=True))
        elif kind:
            query = query.where(EVENTS.c.kind == kind)
        if item is not None:
            query = query.where(EVENTS.c.item == item)
        if key is not None:
            query = query.where(EVENTS.c.key == key)
        with self.engine.connect() as connection:
            yield from map(_stored, connection.execute(query).all())

    def last_seq(self) -> int:
        """Sequence number of the newest event, 0 in an empty log."""
        with self.engine.connect() as connection:
            return connection.scalar(sa.select(sa.func.max(EVENTS.c.seq))) or 0

    def versions(self, items: Sequence[str]) -> dict[str, int]:
        """How many decisions each of these items has seen; those without one are left out."""
        with self.engine.connect() as connection:
            query = sa.select(ITEMS.c.item, ITEMS.c.version).where(ITEMS.c.item.in_(items))
            return {row.item: row.version for row in connection.execute(query)}

    def rebuild(self) -> int:
        """Make every projection anew from the log; returns the number of events replayed."""
        with begin_write(self.engine) as connection:
            clear_projections(connection)
            stored = [_stored(row) for row in connection.execute(sa.select(EVENTS).order_by(EVENTS.c.seq))]
            for event in stored:
                apply_event(connection, event)
            return len(stored)

    def verify(self) -> list[int]:
        """Sequence numbers of events whose content no longer fits the hash chain; empty when all is well."""
        broken, last = [], ""
        with self.engine.connect() as connection:
            for row in connection.execute(sa.select(EVENTS).order_by(EVENTS.c.seq)):
                untouched = row.payload_hash == digest(json.loads(row.payload))
                forgotten = json.loads(row.payload) == {"forgotten": True}
                if row.digest != _chain(last, row._mapping) or not (untouched or forgotten):
                    broken.append(row.seq)
                last = row.digest
        return broken


class _Appender:
    """One transaction's appends: knows the end of the hash chain."""

    def __init__(self, connection: sa.Connection, last_digest: str) -> None:
        self.connection = connection
        self.last_digest = last_digest

    def append(self, event: Event) -> Ack:
        known = self.connection.execute(sa.select(EVENTS).where(EVENTS.c.key == event.key)).first()
        if known:
            return Ack(known.seq, known.version, known.superseded, duplicate=True)
        for name in ("key", "kind", "item", "actor"):
            if len(getattr(event, name)) > EVENTS.c[name].type.length:  # SQLite would take it, PostgreSQL not
                raise VerilodeError(f"an event's {name} has at most {EVENTS.c[name].type.length} characters")
        version = self._version(event.item)
        superseded = event.base_version is not None and event.base_version < version
        row = self._row(event, version + 1, superseded)
        seq = self.connection.execute(EVENTS.insert().values(row)).inserted_primary_key[0]
        self.last_digest = row["digest"]
        stored = _stored(sa.util.immutabledict({**row, "seq": seq}))
        apply_event(self.connection, stored)
        return Ack(seq, version + 1, superseded, duplicate=False)

    def _version(self, item: str) -> int:
        return self.connection.scalar(sa.select(ITEMS.c.version).where(ITEMS.c.item == item)) or 0

    def _row(self, event: Event, version: int, superseded: bool) -> dict[str, Any]:
        payload = _storable(dict(event.payload))
        row = {
            "key": event.key,
            "kind": event.kind,
            "item": event.item,
            "actor": event.actor,
            "base_version": event.base_version,
            "version": version,
            "superseded": superseded,
            "blind": event.blind,
            "seconds": event.seconds,
            "payload": canonical_json(payload).decode(),
            "payload_hash": digest(payload),
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        }
        row["digest"] = _chain(self.last_digest, row)
        return row


_CHAINED = ("key", "kind", "item", "actor", "base_version", "version", "superseded", "blind", "seconds")


def _chain(previous: str, row: Mapping[str, Any]) -> str:
    """Digest of an event and the one before it; the payload enters by its hash, so it can be forgotten."""
    return digest([previous, *(row[name] for name in _CHAINED), row["payload_hash"], row["at"]])


_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def _storable(value: Any) -> Any:
    """NUL and half characters replaced: databases refuse them, and a pasted note must not be lost over one."""
    if isinstance(value, str):
        return _UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, Mapping):
        return {name: _storable(inner) for name, inner in value.items()}
    return [_storable(inner) for inner in value] if isinstance(value, list | tuple) else value


def _stored(row: Any) -> Stored:
    values = dict(row._mapping) if hasattr(row, "_mapping") else dict(row)
    payload = json.loads(values.pop("payload"))
    return Stored(payload=payload, **{k: v for k, v in values.items() if k not in ("payload_hash", "digest")})
