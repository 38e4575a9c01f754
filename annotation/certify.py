"""Issuing a certificate: the audit's answers over the fixed ranking of the suggestions."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from annotation.certificate.ranked import Certificate, rank
from annotation.certificate.ranked import certify as compute
from annotation.sampling.draw import AUDIT
from pipelines.core.errors import VerilodeError
from pipelines.core.ids import digest
from pipelines.store.event import Event
from pipelines.store.labels import Annotation, answers, suggest_commit
from pipelines.store.project import Project
from pipelines.store.tables import Commit, Counts


@dataclass(frozen=True, slots=True)
class CertifyReport:
    """The certificate, and what is left for people to do."""

    certificate: Certificate
    left_to_people: int
    unanswered_audits: int


def certify(project: Project, epsilon: float | None = None, delta: float | None = None) -> CertifyReport:
    """Compute, store and announce the certificate for the newest suggestions.

    Args:
        project: Needs suggestions and an audit drawn from them.
        epsilon: Largest share of wrong labels to allow; default the recipe's `verify.epsilon`, else 0.05.
        delta: Risk of being wrong about that; default the recipe's `verify.delta`, else 0.05.

    Raises:
        VerilodeError: when there is nothing to certify yet.
    """
    section = project.recipe.verify
    epsilon = epsilon if epsilon is not None else section.get("epsilon", 0.05)
    delta = delta if delta is not None else section.get("delta", 0.05)
    suggested, audit = _ranking_and_audit(project)
    ranked = _ranked(project, suggested)
    said = _answers_to(project, suggested)
    drawn = set(project.tables.read("batches", [audit])["record_id"].to_pylist())
    names = [row["record_id"] for row in ranked]
    audited = np.array([name in drawn for name in names], bool)
    answered = audited & np.array([name in said for name in names], bool)
    wrong = np.array([_counts_as_error(said.get(name), row["value"]) for name, row in zip(names, ranked, strict=True)])
    certificate = compute(
        audited=audited,
        answered=answered,
        wrong=audited & wrong,
        strata=[row["value"] for row in ranked],
        audit_rate=audit.options["rate"],
        epsilon=epsilon,
        delta=delta,
    )
    stands = [i for i in range(certificate.cut) if not audited[i]]
    _store(project, certificate, suggested, audit, [ranked[i] for i in stands])
    waiting = {name for i, name in enumerate(names) if not (i < certificate.cut or name in said)}
    return CertifyReport(certificate, len(waiting), int((audited & ~answered).sum()))


def _counts_as_error(answer: Annotation | None, suggested: object) -> bool:
    """Whether an audit's answer speaks against the suggestion.

    One given while a suggestion was on the screen (an old page, answered late) is no audit: it counts as an error
    found, which can only move the line up.
    """
    return answer is not None and (answer.value != suggested or not answer.blind)


def _ranking_and_audit(project: Project) -> tuple[Commit, Commit]:
    suggested = suggest_commit(project)
    if suggested is None:
        raise VerilodeError("nothing to certify: run verilode suggest first")
    audit = project.tables.latest(f"sample-{AUDIT}")
    if audit is None or suggested.id not in audit.inputs:
        raise VerilodeError("these suggestions have no audit yet: run verilode sample --audit")
    return suggested, audit


def _ranked(project: Project, suggested: Commit) -> list[Mapping[str, object]]:
    """Suggestions with a value, most trusted first: the order the audit was drawn under."""
    rows = [row for row in project.tables.read("suggestions", [suggested]).to_pylist() if row["value"] is not None]
    trust = [np.nan if row["confidence"] is None else row["confidence"] for row in rows]
    return [rows[i] for i in rank(trust, [row["record_id"] for row in rows])]


def _answers_to(project: Project, suggested: Commit) -> dict[str, Annotation]:
    """People's answers given after the ranking was fixed."""
    fixed = suggested.extra["events_seq"]
    return {name: answer for name, answer in answers(project).items() if answer.seq > fixed}


def _store(
    project: Project, certificate: Certificate, suggested: Commit, audit: Commit, stands: list[Mapping[str, object]]
) -> None:
    issued = certificate.to_json()
    inputs = [suggested.id, audit.id, digest(issued)]
    latest = project.tables.latest("certify")
    if latest is None or list(latest.inputs) != inputs:
        with project.tables.begin("certify", inputs=inputs) as writer:
            columns = ("record_id", "value", "confidence")
            writer.write("accepted", [{name: row[name] for name in columns} for row in stands])
            writer.extra["certificate"] = issued
            writer.counts = Counts(certificate.population, certificate.population, 0, 0)
        latest = project.tables.commits("certify")[-1]
    key = f"certificate-{latest.id}"
    project.events.append(Event(key, "certificate.issued", latest.id, "verilode", {"certificate": issued}))
