"""How far the event lane is: what to look at before anything is read again."""

from dataclasses import dataclass

import sqlalchemy as sa

from pipelines.store.schema import EVENTS


@dataclass(frozen=True, slots=True)
class Marks:
    """Sequence numbers of the newest event, the newest word on golden answers, and the newest assignment."""

    newest: int
    golden: int
    assigned: int


def _newest(where: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.max(EVENTS.c.seq)).where(where).scalar_subquery()


_QUERY = sa.select(
    _newest(sa.true()),
    _newest(EVENTS.c.kind.in_(("golden.set", "golden.unset"))),
    _newest(EVENTS.c.kind == "queue.assigned"),
)


def marks(engine: sa.Engine) -> Marks:
    """The marks now; one query over indexes."""
    with engine.connect() as connection:
        return Marks(*(seq or 0 for seq in connection.execute(_QUERY).one()))
