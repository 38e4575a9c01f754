"""What a certificate will cost people's time, projected from the pilot before that time is spent."""

from collections import Counter

import numpy as np

from annotation.certificate.curve import Curve
from annotation.certificate.curve import project as project_curve
from annotation.proof.evidence import answers_after, counts_as_error, known_truths, ranked
from annotation.sampling.audits import audits
from pipelines.core.errors import VerilodeError
from pipelines.kinds import Kind, kind_of
from pipelines.store.labels import answers, suggest_commit
from pipelines.store.project import Project
from pipelines.store.tables import Commit

EPSILONS = (0.01, 0.02, 0.03, 0.05, 0.08, 0.1, 0.15)


def projection(project: Project, audit_rate: float | None = None, delta: float = 0.05) -> Curve:
    """For several ε the records people would have to touch, with an interval.

    It rests on the records whose answer was known before the suggestions were made and which the labeler was asked
    about all the same; once the blind audit is answered in full, on the audit.

    Raises:
        VerilodeError: when there are no suggestions, or no record has both an answer and a suggestion.
    """
    suggested = suggest_commit(project)
    if suggested is None:
        raise VerilodeError("nothing to project: run verilode suggest first")
    kind, audit = kind_of(project.recipe.task.kind), audits(project)
    population = ranked(project, suggested, audit.excluded if audit else known_truths(project, suggested))
    score, wrong, weight = checks(project, suggested, kind)
    if audit is not None:
        said = answers_after(project, suggested)
        places = [i for i, name in enumerate(population.names) if name in audit.names]
        if all(population.names[i] in said for i in places):
            found = [counts_as_error(said[population.names[i]], population.values[i], kind) for i in places]
            # the audit is a random sample of just these records: it goes before any pilot
            score, wrong, weight = list(population.confidence[places]), found, [1.0] * len(places)
    if not wrong:
        raise VerilodeError("no record has both a suggestion and a person's answer yet: answer a pilot, then suggest")
    return project_curve(
        score,
        wrong,
        population.confidence,
        epsilons=EPSILONS,
        audit_rates=None if audit_rate is None else [audit_rate],
        delta=delta,
        weight=weight,
    )


def checks(project: Project, suggested: Commit, kind: Kind) -> tuple[list[float], list[bool], list[float]]:
    """Score, fault and weight of the suggestions for records that people had answered before."""
    if "checks" not in suggested.kinds:
        return [], [], []
    said, weights = answers(project), pilot_weights(project)
    rows = project.tables.columns("checks", suggested, ["record_id", "value", "confidence"]).to_pylist()
    both = [(row, said[row["record_id"]]) for row in rows if row["value"] is not None and row["record_id"] in said]
    score = [np.nan if row["confidence"] is None else row["confidence"] for row, _ in both]
    wrong = [one.status != "submitted" or not kind.agree(one.value or "", row["value"]) for row, one in both]
    return score, wrong, [weights.get(row["record_id"], 1.0) for row, _ in both]


def pilot_weights(project: Project) -> dict[str, float]:
    """How many records each one of the newest pilot stands for: small strata have more than their share in it."""
    pilot = project.tables.latest("sample-pilot")
    sizes = ((pilot.extra.get("strata") or {}).get("sizes") or {}) if pilot else {}
    if pilot is None or not sizes:
        return {}
    rows = project.tables.columns("batches", pilot, ["record_id", "stratum"]).to_pylist()
    drawn = Counter(row["stratum"] for row in rows)
    return {row["record_id"]: sizes[row["stratum"]] / drawn[row["stratum"]] for row in rows if row["stratum"] in sizes}
