"""The share of wrong labels in all records, estimated: of what the files say, and of what the labeler suggests.

An estimate with its interval, not a promise: for deciding what to do. What may be accepted is the certificate's to say.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from annotation.proof.evidence import evidence
from annotation.sampling.estimate import Estimate, Reviewed, estimate
from annotation.sampling.powered import powered_estimate
from pipelines.core.errors import VerilodeError
from pipelines.kinds import kind_of
from pipelines.store.labels import answers
from pipelines.store.project import Project
from pipelines.store.selection import current_plan, records_named


@dataclass(frozen=True, slots=True)
class ErrorRates:
    """Estimates that can be made; None where the answers for it are missing.

    `given`: of the files' own answers, by the newest pilot, weighted by its strata. `suggested`: of the suggestions, by
    the blind audit. `powered`: the same with the help of the confidences (PPI++).
    """

    given: Estimate | None
    suggested: Estimate | None
    powered: Estimate | None


def error_rates(project: Project, level: float = 0.95) -> ErrorRates:
    """Estimate what can be estimated.

    Raises:
        VerilodeError: when there is neither an answered pilot nor an audit.
    """
    given, (suggested, powered) = _given(project, level), _suggested(project, level)
    if given is None and suggested is None:
        raise VerilodeError(
            "there is nothing to estimate from: no pilot over given answers and no audit is answered yet"
        )
    return ErrorRates(given, suggested, powered)


def _given(project: Project, level: float) -> Estimate | None:
    pilot = project.tables.latest("sample-pilot")
    sizes = ((pilot.extra.get("strata") or {}).get("sizes") or {}) if pilot else {}
    if pilot is None or not sizes:
        return None
    rows = project.tables.columns("batches", pilot, ["record_id", "stratum"]).to_pylist()
    stratum = {row["record_id"]: row["stratum"] for row in rows if row["stratum"] in sizes}
    said, kind = answers(project), kind_of(project.recipe.task.kind)
    records = records_named(project.tables, stratum, current_plan(project.tables))
    reviewed, wrong = Counter[str](), Counter[str]()
    for name, record in records.items():
        told = kind.question(record).given
        if told is None or name not in said:
            continue
        answer = said[name]
        reviewed[stratum[name]] += 1
        wrong[stratum[name]] += answer.status != "submitted" or not kind.agree(told, answer.value or "")
    if not reviewed:
        return None
    return estimate([Reviewed(name, size, reviewed[name], wrong[name]) for name, size in sizes.items()], level)


def _suggested(project: Project, level: float) -> tuple[Estimate | None, Estimate | None]:
    try:
        found = evidence(project)
    except VerilodeError:
        return None, None
    seen = found.audited & found.answered
    if not seen.any():
        return None, None
    plain = Reviewed("all records", len(seen), int(seen.sum()), int(found.wrong.sum()))
    doubt = 1 - np.nan_to_num(found.confidence, nan=float(np.nanmean(found.confidence)) if seen.size else 0.5)
    known = not np.isnan(found.confidence).all()
    return estimate([plain], level), powered_estimate(doubt, seen, found.wrong, level=level) if known else None
