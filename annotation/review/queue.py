"""The review queue: which record a person should see next, and with what beside it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from annotation.review.leases import claim
from annotation.sample import AUDIT, BLIND, PILOT, REST
from pipelines.core.records import Record, rows
from pipelines.store.labels import (
    ANSWERED,
    Annotation,
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


class ReviewQueue:
    """The queue of one project as its facts and events stand at construction."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._annotations = annotations(project)
        self._done = {a.record_id for a in self._annotations if a.status in ANSWERED}
        self._suggestions = suggestions(project)
        self._phases = dict(self._planned())

    def _planned(self) -> Iterator[tuple[str, Sequence[str]]]:
        """Record ids of each phase in the order they should be seen."""
        tables, current = self.project.tables, suggest_commit(self.project)
        pilot, audit = tables.latest(f"sample-{PILOT}"), tables.latest(f"sample-{AUDIT}")
        yield PILOT, tables.read("batches", [pilot] if pilot else [])["record_id"].to_pylist()
        live = [audit] if audit and current and current.id in audit.inputs else []
        audited = tables.read("batches", live)["record_id"].to_pylist()
        yield AUDIT, audited
        yield REST, self._rest(set(audited))

    def _rest(self, audited: set[str]) -> Sequence[str]:
        """Below the certificate's line, least certain first: nobody vouches for these but a person."""
        if certify_commit(self.project) is None:
            return []
        covered = accepted(self.project)
        left = [name for name in self._suggestions if name not in covered and name not in audited]
        return sorted(left, key=lambda name: (self._suggestions[name].confidence or 0.0, name))

    def progress(self) -> list[PhaseProgress]:
        """Done and total of every phase that has records."""
        return [
            PhaseProgress(phase, sum(n in self._done for n in names), len(names))
            for phase, names in self._phases.items()
            if names
        ]

    def pending(self, actor: str) -> list[tuple[str, str]]:
        """(record id, phase) of everything this person could be shown, in order."""
        skipped = {a.record_id for a in self._annotations if a.status == "skipped" and a.actor == actor}
        hidden = self._done | skipped
        return [(name, phase) for phase in PHASES for name in self._phases[phase] if name not in hidden]

    def next(self, actor: str, size: int = 20) -> list[Item]:
        """Up to `size` items for this person, leased so that others are shown other ones."""
        pending = dict(reversed(self.pending(actor)))  # a record in two phases is shown in its first
        mine = claim(self.project.events.engine, list(reversed(pending)), actor, size)
        records = self._records(mine)
        return [self._item(records[name], pending[name]) for name in mine if name in records]

    def _records(self, wanted: Sequence[str]) -> Mapping[str, Record]:
        names = set(wanted)
        found = (record for batch in standing(self.project.tables) for record in rows(batch))
        return {record.record_id: record for record in found if record.record_id in names}

    def _item(self, record: Record, phase: str) -> Item:
        blind = phase in BLIND
        return Item(
            record_id=record.record_id,
            text=record.body,
            source=record.source,
            phase=phase,
            blind=blind,
            version=self.project.events.version(record.record_id),
            suggestion=None if blind else self._suggestions.get(record.record_id),
        )


def history(project: Project, actor: str, size: int = 20) -> list[Annotation]:
    """This person's latest acts, newest first."""
    return [a for a in reversed(annotations(project)) if a.actor == actor][:size]
