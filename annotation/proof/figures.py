"""Figures that stand beside a certificate: agreement, each person's work, the confidence's worth, the saving."""

from typing import Any

import numpy as np

from annotation.agreement.people import Answer, Person, people
from annotation.agreement.report import AgreementReport, agreement
from annotation.agreement.saving import Saving, saving
from annotation.agreement.seconds import Rates
from annotation.calibration import Calibration, calibration
from annotation.proof.evidence import evidence
from annotation.proof.projection import checks
from annotation.proof.slips import independent, said
from annotation.review.seeds import seed_answers
from annotation.sampling.audits import audits
from pipelines.kinds import kind_of
from pipelines.store.labels import (
    ADJUDICATION,
    ANSWERED,
    Annotation,
    annotations,
    answers,
    certify_commit,
    golden,
    suggest_commit,
)
from pipelines.store.project import Project

_RATES = ("reviewer_per_hour", "model_per_record", "currency")


def agreement_of(project: Project) -> AgreementReport:
    """How far people agree who answered the same records without seeing each other's answers."""
    rows = [(one.record_id, one.actor, said(one)) for one in independent(project)]
    return agreement(rows, classes=kind_of(project.recipe.task.kind).classes)


def people_of(project: Project) -> tuple[Person, ...]:
    """Each person's figures, against what was settled by an expert or an adjudicator."""
    given = [one for one in annotations(project) if one.status in ANSWERED and one.phase != ADJUDICATION]
    fixed = golden(project) | {name: one for name, one in answers(project).items() if one.phase == ADJUDICATION}
    planted = {one.record: one.planted for one in seed_answers(project)}
    return people([_answer(one) for one in given], {name: said(one) for name, one in fixed.items()}, planted)


def _answer(one: Annotation) -> Answer:
    return Answer(one.actor, one.record_id, said(one), one.seconds, bool(one.blind), one.phase or "")


def confidence_of(project: Project) -> Calibration:
    """How much the labeler's confidence is worth, by the blind audit; before there is one, by answers known before.

    Raises:
        VerilodeError: when there is neither.
    """
    suggested = suggest_commit(project)
    if audits(project) is None and suggested is not None and "checks" in suggested.kinds:
        score, wrong, _ = checks(project, suggested, kind_of(project.recipe.task.kind))
        return calibration(score, ~np.array(wrong, bool), "pilot answers")
    found = evidence(project)
    seen = found.audited & found.answered
    return calibration(found.confidence[seen], ~found.wrong[seen], "the blind audit")


def saving_of(project: Project) -> Saving:
    """Measured seconds and money: blind answers against those given beside a suggestion.

    Raises:
        VerilodeError: when there is no audit, or a rate of the recipe is no number.
    """
    found, issued = evidence(project), certify_commit(project)
    given = [one for one in annotations(project) if one.status in ANSWERED and one.phase != ADJUDICATION]
    population = set(found.names)
    assisted = [one for one in given if not one.blind]
    return saving(
        [one.seconds for one in given if one.blind and one.seconds is not None],
        [one.seconds for one in assisted if one.seconds is not None],
        population=len(found.names),
        touched_blind=int((found.audited & found.answered).sum()),
        touched_assisted=len({one.record_id for one in assisted} & population),
        accepted=issued.extra["certificate"]["accepted"] if issued else 0,
        rates=rates(project),
    )


def rates(project: Project) -> Rates | None:
    """The project's own prices; what the model has cost is known by itself where its labeler has prices."""
    section: dict[str, Any] = dict(project.recipe.verify.get("rates") or {})
    if not section:
        return None
    suggested = suggest_commit(project)
    spent = suggested.extra.get("spent_in_all", {}) if suggested else {}
    return Rates(**{name: section[name] for name in _RATES if name in section}, model_spent=spent.get("money", 0.0))
