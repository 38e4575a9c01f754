"""What each record's label is and why: the person's answer, or a suggestion that a certificate covers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from pipelines.core.records import Record, rows
from pipelines.store.project import Project
from pipelines.store.schema import ANNOTATIONS
from pipelines.store.selection import standing
from pipelines.store.tables import Commit

ANSWERED = ("submitted", "discarded")
"""Statuses that settle a record: an answer, or the finding that no answer fits."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """A person's present answer to a record."""

    record_id: str
    actor: str
    status: str
    value: str | None
    note: str | None
    phase: str | None
    blind: bool | None
    seconds: float | None
    superseded: bool
    seq: int
    at: str


@dataclass(frozen=True, slots=True)
class Suggested:
    """A labeler's proposed answer."""

    value: str | None
    confidence: float | None
    rationale: str | None
    labeler: str
    cause: str | None


@dataclass(frozen=True, slots=True)
class Label:
    """A record's label as it would be frozen now.

    `state`: verified (a person agreed with the suggestion or the source), corrected (a person said otherwise),
    auto-accepted (covered by the certificate), rejected (a person found no fitting answer), suggested (waits for
    a person) or unlabelled.
    """

    value: str | None
    state: str
    by: str | None = None
    at: str | None = None
    blind: bool | None = None
    confidence: float | None = None


def annotations(project: Project) -> list[Annotation]:
    """Every person's present answer, oldest first."""
    query = sa.select(ANNOTATIONS).order_by(ANNOTATIONS.c.seq)
    with project.events.engine.connect() as connection:
        return [Annotation(**row._mapping) for row in connection.execute(query)]


def answers(project: Project) -> dict[str, Annotation]:
    """The answer that counts for each record: the newest settling one that nobody forestalled."""
    found: dict[str, Annotation] = {}
    for annotation in annotations(project):
        if annotation.status in ANSWERED and (annotation.record_id not in found or not annotation.superseded):
            found[annotation.record_id] = annotation
    return found


def suggest_commit(project: Project) -> Commit | None:
    """The newest set of suggestions."""
    return project.tables.latest("suggest")


def suggestions(project: Project) -> dict[str, Suggested]:
    """The newest suggestion for each record."""
    commit = suggest_commit(project)
    table = project.tables.read("suggestions", [commit] if commit else [])
    return {
        row["record_id"]: Suggested(row["value"], row["confidence"], row["rationale"], row["labeler"], row["cause"])
        for row in table.to_pylist()
    }


def certify_commit(project: Project) -> Commit | None:
    """The newest certificate's commit, if it was issued for the newest suggestions; else None."""
    certified, suggested = project.tables.latest("certify"), suggest_commit(project)
    if certified is None or suggested is None or suggested.id not in certified.inputs:
        return None
    return certified


def accepted(project: Project) -> dict[str, str]:
    """Suggested values that stand without a person, by record id."""
    commit = certify_commit(project)
    table = project.tables.read("accepted", [commit] if commit else [])
    return dict(zip(table["record_id"].to_pylist(), table["value"].to_pylist(), strict=True))


def label_set(project: Project) -> tuple[str, ...]:
    """The recipe's labels, or every answer the standing records and the people so far have given."""
    if project.recipe.task.labels:
        return project.recipe.task.labels
    given = {record.answer for batch in standing(project.tables) for record in rows(batch) if record.answer}
    said = {answer.value for answer in answers(project).values() if answer.value}
    return tuple(sorted(given | said))


def labels(project: Project) -> Iterator[tuple[Record, Label]]:
    """Every standing record with its label, in ingest order."""
    said, proposed, covered = answers(project), suggestions(project), accepted(project)
    for batch in standing(project.tables):
        for record in rows(batch):
            yield record, _label(record, said, proposed, covered)


def _label(
    record: Record,
    said: Mapping[str, Annotation],
    proposed: Mapping[str, Suggested],
    covered: Mapping[str, str],
) -> Label:
    name = record.record_id
    suggestion = proposed.get(name)
    if name in said:
        return _said(said[name], suggestion.value if suggestion else record.answer)
    if name in covered:
        return Label(covered[name], "auto-accepted", confidence=suggestion.confidence if suggestion else None)
    if suggestion is not None and suggestion.value is not None:
        return Label(suggestion.value, "suggested", confidence=suggestion.confidence)
    return Label(record.answer, "unlabelled")


def _said(answer: Annotation, proposed: str | None) -> Label:
    value = answer.value if answer.status == "submitted" else None  # a discarded answer may still name a value
    state = "rejected" if not value else "verified" if value == proposed else "corrected"
    return Label(value or None, state, answer.actor, answer.at, answer.blind)
