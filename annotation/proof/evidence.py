"""The audit as columns in ranking order: what a certificate, its projection and the confidence's quality rest on."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotation.certificate.ranked import rank
from annotation.sampling.audits import AuditDraw, audits
from pipelines.core.errors import VerilodeError
from pipelines.kinds import Kind, kind_of
from pipelines.store.labels import ADJUDICATION, Annotation, answers, golden, suggest_commit
from pipelines.store.project import Project
from pipelines.store.tables import Commit


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """One entry per record with a suggestion, the most trusted first; records of known truth are not among them.

    `stamps`: what was asked about each, where that is known. `strata`: each record's first suggested label.
    `audited`, `answered`, `wrong`: as `ranked.certify` takes them.
    """

    suggested: Commit
    audit: AuditDraw
    names: list[str]
    values: list[str]
    stamps: list[str | None]
    confidence: NDArray[np.float64]
    strata: list[str]
    audited: NDArray[np.bool_]
    answered: NDArray[np.bool_]
    wrong: NDArray[np.bool_]

    def columns(self) -> dict[str, NDArray[np.bool_]]:
        """What every rule of the certificate takes."""
        return {"audited": self.audited, "answered": self.answered, "wrong": self.wrong}


@dataclass(frozen=True, slots=True, eq=False)
class Ranked:
    """Suggestions with a value in ranking order: the order the audit was drawn under."""

    names: list[str]
    values: list[str]
    stamps: list[str | None]
    confidence: NDArray[np.float64]


def evidence(project: Project, without: Collection[str] = ()) -> Evidence:
    """Read it all.

    Args:
        project: Needs suggestions and an audit of them.
        without: People whose answers count as not given.

    Raises:
        VerilodeError: when there are no suggestions, or no audit of just these.
    """
    suggested = suggest_commit(project)
    if suggested is None:
        raise VerilodeError("nothing to certify: run verilode suggest first")
    drawn = audits(project)
    if drawn is None:
        raise VerilodeError("these suggestions have no audit yet: run verilode sample --audit")
    kind, said = kind_of(project.recipe.task.kind), answers_after(project, suggested, without)
    found = ranked(project, suggested, drawn.excluded)
    audited = np.array([name in drawn.names for name in found.names], bool)
    answered = audited & np.array([name in said for name in found.names], bool)
    pairs = zip(found.names, found.values, strict=True)
    wrong = np.array([name in said and counts_as_error(said[name], value, kind) for name, value in pairs], bool)
    strata = [next(iter(kind.classes(value)), "all") for value in found.values]
    columns = (found.names, found.values, found.stamps, found.confidence, strata)
    return Evidence(suggested, drawn, *columns, audited, answered, answered & wrong)


def ranked(project: Project, suggested: Commit, known: Collection[str]) -> Ranked:
    """The population of a certificate over these suggestions: all with a value, less records of known truth."""
    table = project.tables.columns("suggestions", suggested, ["record_id", "value", "confidence", "asked"])
    rows = [row for row in table.to_pylist() if row["value"] is not None and row["record_id"] not in known]
    trust = np.array([np.nan if row["confidence"] is None else row["confidence"] for row in rows], float)
    order = rank(trust, [row["record_id"] for row in rows])
    names, values, stamps = ([rows[i][column] for i in order] for column in ("record_id", "value", "asked"))
    return Ranked(names, values, stamps, trust[order])


def known_truths(project: Project, suggested: Commit) -> dict[str, Annotation]:
    """Records whose truth was fixed before the suggestions were made: they are asked about, and certify nothing."""
    before = suggested.extra["events_seq"]
    return {name: answer for name, answer in golden(project).items() if answer.seq <= before}


def answers_after(project: Project, suggested: Commit, without: Collection[str] = ()) -> Mapping[str, Annotation]:
    """People's answers given after the ranking was fixed; those of `without` left aside."""
    fixed = suggested.extra["events_seq"]
    return {name: answer for name, answer in answers(project, without).items() if answer.seq > fixed}


def counts_as_error(answer: Annotation, suggested: str, kind: Kind) -> bool:
    """Whether an audit's answer speaks against the suggestion.

    One given while a suggestion was on the screen (an old page, answered late) is no audit: it counts as an error
    found, which can only move the line up. An adjudicator has seen people's answers, not the suggestion.
    """
    unseen = bool(answer.blind) or answer.phase == ADJUDICATION
    return not unseen or answer.status != "submitted" or not kind.agree(answer.value or "", suggested)
