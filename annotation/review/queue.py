"""The review queue: which record a person should see next, and with what beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from annotation.review.leases import claim
from annotation.sampling.draw import AUDIT, BLIND, PILOT, REST
from pipelines.core.records import Record, rows
from pipelines.store.labels import (
    ANSWERED,
    Suggested,
    accepted,
    annotations,
    certify_commit,
    suggest_commit,
    suggestions,
)
from pipelines.store.project import Project
from pipelines.store.selection import standing

PHASES = (PILOT, AUDIT, REST)


@dataclass(frozen=True, slots=True)
class Item:
    """One record to review. A blind item carries no suggestion at all, so none can reach the browser."""

    record_id: str
    text: str
    source: str
    phase: str
    blind: bool
    version: int
    suggestion: Suggested | None


@dataclass(frozen=True, slots=True)
class PhaseProgress:
    """How far one phase is, over everybody."""

    phase: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class QueuePlan:
    """What the queue is made of, as the facts say: it changes with commits, not with decisions."""

    phases: Mapping[str, Sequence[str]]
    suggestions: Mapping[str, Suggested]
    records: Mapping[str, Record]


def plan_queue(project: Project) -> QueuePlan:
    """Read the phases' record ids in the order they should be seen, the records, and their suggestions."""
    tables, current, proposed = project.tables, suggest_commit(project), suggestions(project)
    pilot, audit = tables.latest(f"sample-{PILOT}"), tables.latest(f"sample-{AUDIT}")
    live = [audit] if audit and current and current.id in audit.inputs else []
    phases = {
        PILOT: tables.read("batches", [pilot] if pilot else [])["record_id"].to_pylist(),
        AUDIT: tables.read("batches", live)["record_id"].to_pylist(),
    }
    phases[REST] = _rest(project, proposed, set(phases[AUDIT]))
    wanted = {name for names in phases.values() for name in names}
    found = (record for batch in standing(tables) for record in rows(batch) if record.record_id in wanted)
    return QueuePlan(phases, proposed, {record.record_id: record for record in found})


def _rest(project: Project, proposed: Mapping[str, Suggested], audited: set[str]) -> Sequence[str]:
    """Below the certificate's line, least certain first: nobody vouches for these but a person."""
    if certify_commit(project) is None:
        return []
    covered = accepted(project)
    left = [name for name in proposed if name not in covered and name not in audited]
    return sorted(left, key=lambda name: (proposed[name].confidence or 0.0, name))


class ReviewQueue:
    """The queue as the plan and the decisions so far make it."""

    def __init__(self, project: Project, plan: QueuePlan | None = None) -> None:
        self.project = project
        self.plan = plan or plan_queue(project)
        self._annotations = annotations(project)
        self._done = {a.record_id for a in self._annotations if a.status in ANSWERED}

    def progress(self) -> list[PhaseProgress]:
        """Done and total of every phase that has records."""
        return [
            PhaseProgress(phase, sum(n in self._done for n in names), len(names))
            for phase, names in self.plan.phases.items()
            if names
        ]

    def pending(self, actor: str) -> list[tuple[str, str]]:
        """(record id, phase) of everything this person could be shown, in order; a record only in its first phase."""
        skipped = {a.record_id for a in self._annotations if a.status == "skipped" and a.actor == actor}
        hidden = self._done | skipped
        first: dict[str, str] = {}
        for phase in PHASES:
            for name in self.plan.phases[phase]:
                if name not in hidden and name in self.plan.records:
                    first.setdefault(name, phase)
        return list(first.items())

    def next(self, actor: str, size: int = 20) -> list[Item]:
        """Up to `size` items for this person, leased so that others are shown other ones."""
        pending = dict(self.pending(actor))
        mine = claim(self.project.events.engine, list(pending), actor, size)
        versions = self.project.events.versions(mine)
        return [self._item(self.plan.records[name], pending[name], versions.get(name, 0)) for name in mine]

    def _item(self, record: Record, phase: str, version: int) -> Item:
        blind = phase in BLIND
        return Item(
            record_id=record.record_id,
            text=record.body,
            source=record.source,
            phase=phase,
            blind=blind,
            version=version,
            suggestion=None if blind else self.plan.suggestions.get(record.record_id),
        )
