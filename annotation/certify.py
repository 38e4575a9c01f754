"""Issuing a certificate: the audit's answers over the fixed ranking of the suggestions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotation.certificate import by_stratum, misses, ranked, strict
from annotation.certificate.by_stratum import StrataCertificate
from annotation.certificate.misses import Reviewer, Seeds
from annotation.certificate.ranked import Certificate
from annotation.certificate.statement import statement, strata_statement, total_statement
from annotation.certificate.total import SLIPS_SHARE, TotalError, total_error
from annotation.proof.evidence import Evidence, answers_after, evidence
from annotation.proof.figures import agreement_of
from annotation.proof.issued import issued_json, store
from annotation.proof.slips import checked, seeds
from annotation.proof.terms import Terms, terms
from pipelines.kinds import kind_of
from pipelines.store.labels import annotations
from pipelines.store.project import Project


@dataclass(frozen=True, slots=True)
class CertifyReport:
    """The certificate, what stands beside it, and what is left for people to do.

    `total`: people's own slips included; None where nobody's answers were checked. `reviewers`: how far each person
    overlooks planted errors. `sentences`: all of it in words.
    """

    certificate: Certificate | StrataCertificate
    left_to_people: int
    unanswered_audits: int
    total: TotalError | None
    reviewers: tuple[Reviewer, ...]
    look: int
    looks: int
    sentences: tuple[str, ...]


def certify(
    project: Project,
    epsilon: float | None = None,
    delta: float | None = None,
    strictly: bool | None = None,
    strata: Sequence[str] = (),
) -> CertifyReport:
    """Compute, store and announce the certificate for the newest suggestions.

    The risk δ is shared out: each planned look at the audit takes an equal part, and a fifth of that goes to the bound
    on overlooked errors where some were planted.

    Args:
        project: Needs suggestions and an audit drawn from them.
        epsilon: Largest share of wrong labels to allow; default the recipe's `verify.epsilon`, else 0.05.
        delta: Risk of being wrong about that; default the recipe's `verify.delta`, else 0.05.
        strictly: Promise about the accepted labels instead of the whole set; default the recipe's `verify.strict`.
        strata: Labels that get a promise of their own; default the recipe's `verify.strata`.

    Raises:
        VerilodeError: when there is nothing to certify yet.
    """
    asked, planted = terms(project, epsilon, delta, strictly, strata), seeds(project)
    reviewers = tuple(misses.reviewers(planted, asked.delta))
    locked = _locked(reviewers, asked)
    found = evidence(project, locked)
    blind = [one for one in planted if one.mode == "blind" and one.reviewer not in locked]
    certificate = _compute(found, asked, blind, len(locked))
    taken = _taken(certificate, found)
    total = _total(project, certificate, asked, found.names)
    sentences = _sentences(project, certificate, total, reviewers)
    store(project, issued_json(certificate, asked, total, reviewers, sentences), found, taken)
    said = answers_after(project, found.suggested)
    waiting = sum(name not in said for name, done in zip(found.names, taken, strict=True) if not done)
    unanswered = int((found.audited & ~found.answered).sum())
    used, planned = found.audit.looks_used, found.audit.looks_planned
    return CertifyReport(certificate, waiting, unanswered, total, reviewers, used, planned, sentences)


def _locked(reviewers: Sequence[Reviewer], asked: Terms) -> set[str]:
    """People whose audits count as not answered, because they overlook too much; nobody if that leaves no one.

    Promises for labels of their own keep everybody's answers: a larger miss rate is sound as well.
    """
    locked = {one.name for one in reviewers if one.locked}
    return locked if len(locked) < len(reviewers) and not asked.chosen else set()


def _compute(found: Evidence, asked: Terms, planted: Sequence[Seeds], locked: int) -> Certificate | StrataCertificate:
    delta = asked.delta / found.audit.looks_planned
    columns: dict[str, Any] = {**found.columns(), "audit_rate": found.audit.rate}
    if asked.chosen:
        return by_stratum.certify(
            asked.chosen,
            strata=found.strata,
            **columns,
            delta=delta,
            rest_epsilon=asked.epsilon,
            seeds=planted,
            strictly=asked.strict,
        )
    rule = strict.certify if asked.strict else ranked.certify
    columns |= {"epsilon": asked.epsilon, "strata": found.strata}
    if planted:
        return misses.certify(planted, delta=delta, locked=locked, rule=rule, **columns)
    return rule(**columns, delta=delta)


def _taken(certificate: Certificate | StrataCertificate, found: Evidence) -> NDArray[np.bool_]:
    """Which records, in ranking order, are accepted unseen."""
    if isinstance(certificate, StrataCertificate):
        return by_stratum.accepted(certificate, found.strata, found.audited)
    above = np.arange(len(found.names)) < certificate.cut
    return above & ~found.audited if certificate.certified else np.zeros(len(found.names), bool)


def _total(
    project: Project, certificate: Certificate | StrataCertificate, asked: Terms, names: Sequence[str]
) -> TotalError | None:
    """With people's own slips, at a further fifth of the risk; where some of their answers were checked."""
    told = checked(project, names)
    if told is None or not isinstance(certificate, Certificate) or not certificate.touched:
        return None
    labels = min(told.labels, certificate.touched) if not told.golden else told.labels
    slips = min(told.slips, labels)
    return total_error(certificate, checked=labels, slipped=slips, delta=asked.delta * SLIPS_SHARE, golden=told.golden)


def _sentences(
    project: Project,
    certificate: Certificate | StrataCertificate,
    total: TotalError | None,
    reviewers: Sequence[Reviewer],
) -> tuple[str, ...]:
    word = kind_of(project.recipe.task.kind).fault
    locked = [f"{one.name} overlooks too many planted errors to audit blind." for one in reviewers if one.locked]
    if isinstance(certificate, StrataCertificate):
        return (strata_statement(certificate, wrong=word), *locked)
    auditors = sorted({one.actor for one in annotations(project) if one.phase == "audit"})
    raw = agreement_of(project).raw
    first = statement(certificate, wrong=word, auditors=auditors, agreement=raw.value if raw else None)
    return (first, *([total_statement(total, wrong=word)] if total else []), *locked)
