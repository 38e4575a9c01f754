"""What each record's label is and why: the person's answer, or a suggestion that a certificate covers."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace

import sqlalchemy as sa

from pipelines.core.records import Record, rows
from pipelines.kinds import Invalid, Kind, Task, kind_of
from pipelines.store.event import Stored
from pipelines.store.project import Project
from pipelines.store.schema import ANNOTATIONS
from pipelines.store.selection import standing
from pipelines.store.tables import Commit

ADJUDICATION, GOLDEN = "adjudication", "golden"
"""Phases in which an answer is the last word on a record."""

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
    """A labeler's proposed answer; `basis` says what its confidence is made of."""

    value: str | None
    confidence: float | None
    rationale: str | None
    labeler: str
    cause: str | None
    basis: str | None = None


@dataclass(frozen=True, slots=True)
class Label:
    """A record's label as it would be frozen now.

    `state`: verified (a person agreed with the suggestion or the source), corrected (a person said otherwise),
    auto-accepted (covered by the certificate), rejected (a person found no fitting answer), disputed (people
    disagree), suggested (waits for a person) or unlabelled.
    """

    value: str | None
    state: str
    by: str | None = None
    at: str | None = None
    blind: bool | None = None
    confidence: float | None = None


def annotations(project: Project, after: int = 0) -> list[Annotation]:
    """Every person's present answer, oldest first; only those given after the event of number `after`."""
    query = sa.select(ANNOTATIONS).where(ANNOTATIONS.c.seq > after).order_by(ANNOTATIONS.c.seq)
    with project.events.engine.connect() as connection:
        return [Annotation(**row._mapping) for row in connection.execute(query)]


def golden(project: Project) -> dict[str, Annotation]:
    """Answers that experts have fixed as the truth, by record id; the newest word on each record counts."""
    found: dict[str, Annotation] = {}
    for event in project.events.events("golden.*"):
        found.pop(event.item, None)
        if event.kind == "golden.set":
            found[event.item] = _as_golden(event)
    return found


def _as_golden(event: Stored) -> Annotation:
    value, note = event.payload.get("value"), event.payload.get("note")
    return Annotation(
        event.item, event.actor, "submitted", value, note, GOLDEN, True, None, event.superseded, event.seq, event.at
    )


def answers(project: Project, without: Collection[str] = ()) -> dict[str, Annotation]:
    """The answer that counts for each record: the golden one, the adjudicator's, or what all agree on who answered.

    Where people disagree and nobody has adjudicated, none counts (see `disputed`).

    Args:
        project: Whose event lane to read.
        without: People whose answers are taken as not given.
    """
    agree = kind_of(project.recipe.task.kind).agree
    found = {name: settled(said, agree) for name, said in _by_record(project, without).items()}
    return {name: answer for name, answer in found.items() if answer is not None} | golden(project)


def disputed(project: Project) -> dict[str, list[Annotation]]:
    """Everybody's present answers to the records on which people disagree and nobody has adjudicated."""
    agree, fixed = kind_of(project.recipe.task.kind).agree, golden(project)
    found = _by_record(project).items()
    return {name: said for name, said in found if name not in fixed and settled(said, agree) is None}


def _by_record(project: Project, without: Collection[str] = ()) -> dict[str, list[Annotation]]:
    found: dict[str, list[Annotation]] = {}
    for annotation in annotations(project):
        if annotation.status in ANSWERED and annotation.actor not in without:
            found.setdefault(annotation.record_id, []).append(annotation)
    return found


def settled(said: Sequence[Annotation], agree: Callable[[str, str], bool]) -> Annotation | None:
    """What counts of several people's answers to one record: the newest adjudication, else the newest if all agree.

    Args:
        said: At least one answer, oldest first.
        agree: Whether two canonical values say the same.
    """
    decided = [one for one in said if one.phase == ADJUDICATION]
    if decided:
        return decided[-1]
    last = said[-1]
    return last if all(_same(one, last, agree) for one in said[:-1]) else None


def _same(one: Annotation, other: Annotation, agree: Callable[[str, str], bool]) -> bool:
    if one.status != other.status:
        return False
    if one.status != "submitted" or one.value is None or other.value is None:
        return True
    return one.value == other.value or agree(one.value, other.value)


def suggest_commit(project: Project) -> Commit | None:
    """The newest set of suggestions."""
    return project.tables.latest("suggest")


def suggestions(project: Project) -> dict[str, Suggested]:
    """The newest suggestion for each record."""
    commit, names = suggest_commit(project), [field.name for field in fields(Suggested)]
    if commit is None or "suggestions" not in commit.kinds:
        return {}
    table = project.tables.columns("suggestions", commit, ["record_id", *names])
    return {row.pop("record_id"): Suggested(**row) for row in table.to_pylist()}


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


def _stamps(project: Project) -> dict[str, str]:
    """What the certificate's records were asked, by record id; an older certificate does not know."""
    commit = certify_commit(project)
    if commit is None or "accepted" not in commit.kinds:
        return {}
    table = project.tables.columns("accepted", commit, ["record_id", "asked"])
    pairs = zip(table["record_id"].to_pylist(), table["asked"].to_pylist(), strict=True)
    return {name: asked for name, asked in pairs if asked}


def task_of(project: Project) -> Task:
    """The project's task; without labels in the recipe, those that the standing records and people's answers hold."""
    task, kind = project.recipe.task, kind_of(project.recipe.task.kind)
    if task.labels or not kind.needs_labels:
        return task
    given = {label for batch in standing(project.tables) for record in rows(batch) for label in _given(record, kind)}
    said = {label for answer in answers(project).values() if answer.value for label in kind.classes(answer.value)}
    return replace(task, labels=tuple(sorted(given | said)))


def _given(record: Record, kind: Kind) -> tuple[str, ...]:
    """The labels in the answer the source gave; none where it is no answer of this kind."""
    question = kind.question(record)
    try:
        return kind.classes(kind.check(question.given, question, Task())) if question.given else ()
    except Invalid:
        return ()


def labels(project: Project) -> Iterator[tuple[Record, Label]]:
    """Every standing record with its label, in ingest order."""
    facts = _Facts(
        kind_of(project.recipe.task.kind),
        answers(project),
        frozenset(disputed(project)),
        suggestions(project),
        accepted(project),
        _stamps(project),
    )
    for batch in standing(project.tables):
        for record in rows(batch):
            yield record, facts.label(record)


@dataclass(frozen=True, slots=True)
class _Facts:
    """Everything that decides a label."""

    kind: Kind
    said: Mapping[str, Annotation]
    disputed: frozenset[str]
    proposed: Mapping[str, Suggested]
    covered: Mapping[str, str]
    stamps: Mapping[str, str]

    def label(self, record: Record) -> Label:
        """The record's label; people go before the certificate, and their disagreement too."""
        name, question = record.record_id, self.kind.question(record)
        given = question.given
        suggestion = self.proposed.get(name)
        sure = suggestion.confidence if suggestion else None
        if name in self.said:
            return self._said(self.said[name], suggestion.value if suggestion else given)
        if name in self.disputed:
            return Label(suggestion.value if suggestion else given, "disputed", confidence=sure)
        # a certificate is about the words that were asked about, not about whatever has the record's name today
        if name in self.covered and self.stamps.get(name, question.stamp) == question.stamp:
            return Label(self.covered[name], "auto-accepted", confidence=sure)
        if suggestion is not None and suggestion.value is not None:
            return Label(suggestion.value, "suggested", confidence=sure)
        return Label(given, "unlabelled")

    def _said(self, answer: Annotation, proposed: str | None) -> Label:
        value = answer.value if answer.status == "submitted" else None  # a discarded answer may still name a value
        agreed = bool(value and proposed) and (value == proposed or self.kind.agree(str(value), str(proposed)))
        state = "rejected" if not value else "verified" if agreed else "corrected"
        return Label(value or None, state, answer.actor, answer.at, answer.blind)
