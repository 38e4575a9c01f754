"""What people answered to records of known truth: whether they noticed a planted error, and agree with experts."""

import json
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa

from pipelines.store.labels import ANSWERED, annotations, golden
from pipelines.store.project import Project
from pipelines.store.schema import ANNOTATIONS, EVENTS


class SeedAnswer(NamedTuple):
    """A person's answer to a planted record: it was noticed unless the person gave the planted value.

    `value` is None where the person found that no answer fits. `blind`: the planted value was not on the screen.
    """

    actor: str
    record_id: str
    planted: str
    value: str | None
    blind: bool
    phase: str

    @property
    def noticed(self) -> bool:
        """Whether the person saw that the planted value is wrong."""
        return self.value != self.planted


@dataclass(frozen=True, slots=True)
class GoldenAnswer:
    """A person's answer to a record of known truth, and that truth."""

    actor: str
    record_id: str
    value: str | None
    truth: str
    phase: str | None


def seed_answers(project: Project) -> list[SeedAnswer]:
    """Everybody's standing answers to planted wrong suggestions, oldest first; for the estimate of the miss rate.

    What was planted is what the decision itself recorded, so an answer stays what it was when suggestions change.
    """
    standing = sa.and_(ANNOTATIONS.c.seq == EVENTS.c.seq, ANNOTATIONS.c.status.in_(ANSWERED))
    marked = EVENTS.c.payload.contains('"planted":', autoescape=True)  # the payload is canonical JSON
    query = sa.select(EVENTS, ANNOTATIONS.c.phase).join(ANNOTATIONS, standing).where(marked).order_by(EVENTS.c.seq)
    with project.events.engine.connect() as connection:
        rows = [(row, json.loads(row.payload)) for row in connection.execute(query)]
    return [
        SeedAnswer(row.actor, row.item, said["planted"], said["value"], bool(row.blind), row.phase or "")
        for row, said in rows
        if said.get("planted")
    ]


def golden_answers(project: Project) -> list[GoldenAnswer]:
    """Everybody's present answers to golden records but the expert's own; for agreement with known truth."""
    fixed = golden(project)
    return [
        GoldenAnswer(one.actor, one.record_id, one.value, str(fixed[one.record_id].value), one.phase)
        for one in annotations(project)
        if one.status in ANSWERED and one.record_id in fixed and one.actor != fixed[one.record_id].actor
    ]
