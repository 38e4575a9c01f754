"""Leases: who is looking at what, so that no more people are shown a record than are to answer it.

A lease spreads work and nothing else: a decision on an expired or foreign lease is stored all the same.
"""

import time
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from pipelines.store.database import begin_write
from pipelines.store.schema import HOLDS

SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """A record that waits for `open` more answers; those who are `through` with it hold it no more."""

    record_id: str
    open: int = 1
    through: Collection[str] = ()


def claim(engine: sa.Engine, wanted: Iterable[Wanted], actor: str, size: int, now: float | None = None) -> list[str]:
    """Lease the first `size` of the wanted records that too few others hold; one's own leases are renewed.

    Args:
        engine: The event lane's database.
        wanted: The most urgent first; looked at only as far as needed.
        actor: Who wants to see them.
        size: How many at most.
        now: Seconds since the epoch, for tests; default the clock.
    """
    moment = time.time() if now is None else now
    with begin_write(engine) as connection:
        connection.execute(HOLDS.delete().where(sa.or_(HOLDS.c.until < moment, HOLDS.c.actor == actor)))
        held = _holders(connection)
        mine = []
        for one in wanted:
            if len(mine) == size:
                break
            if len(held[one.record_id].difference(one.through)) < one.open:
                mine.append(one.record_id)
        if mine:
            rows = [{"record_id": name, "actor": actor, "until": moment + SECONDS} for name in mine]
            connection.execute(HOLDS.insert(), rows)
    return mine


def _holders(connection: sa.Connection) -> defaultdict[str, set[str]]:
    held: defaultdict[str, set[str]] = defaultdict(set)
    for name, holder in connection.execute(sa.select(HOLDS.c.record_id, HOLDS.c.actor)):
        held[name].add(holder)
    return held
