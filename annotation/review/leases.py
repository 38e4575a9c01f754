"""Leases: who is looking at what, so that two people are rarely shown the same record.

A lease spreads work and nothing else: a decision on an expired or foreign lease is stored all the same.
"""

import time
from collections.abc import Sequence

import sqlalchemy as sa

from pipelines.store.database import begin_write
from pipelines.store.schema import LEASES

SECONDS = 600.0


def claim(engine: sa.Engine, wanted: Sequence[str], actor: str, size: int, now: float | None = None) -> list[str]:
    """Lease the first `size` of the wanted records that nobody else holds; one's own leases are renewed.

    Args:
        engine: The event lane's database.
        wanted: Record ids, the most urgent first.
        actor: Who wants to see them.
        size: How many at most.
        now: Seconds since the epoch, for tests; default the clock.
    """
    moment = time.time() if now is None else now
    with begin_write(engine) as connection:
        connection.execute(LEASES.delete().where(sa.or_(LEASES.c.until < moment, LEASES.c.actor == actor)))
        held = set(connection.scalars(sa.select(LEASES.c.record_id)))
        mine = [name for name in wanted if name not in held][:size]
        if mine:
            rows = [{"record_id": name, "actor": actor, "until": moment + SECONDS} for name in mine]
            connection.execute(LEASES.insert(), rows)
    return mine
