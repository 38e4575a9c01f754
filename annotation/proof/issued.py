"""A certificate as it is stored: one JSON object, the suggestions it lets stand, and the event that announces it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotation.certificate.by_stratum import StrataCertificate
from annotation.certificate.misses import Reviewer
from annotation.certificate.ranked import Certificate
from annotation.certificate.total import TotalError
from annotation.proof.evidence import Evidence
from annotation.proof.terms import Terms
from pipelines.core.ids import digest, merkle_root
from pipelines.store.event import Event
from pipelines.store.project import Project
from pipelines.store.tables import Counts


def issued_json(
    certificate: Certificate | StrataCertificate,
    asked: Terms,
    total: TotalError | None,
    reviewers: Sequence[Reviewer],
    sentences: Sequence[str],
) -> dict[str, Any]:
    """The certificate with what stands beside it; whatever its form it has the keys of a certificate of the whole."""
    whole = certificate if isinstance(certificate, Certificate) else _as_whole(certificate, asked)
    form = whole.to_json()
    if isinstance(certificate, StrataCertificate):
        form["chosen"] = certificate.to_json()
    return {
        **form,
        "total": asdict(total) if total else None,
        "reviewers": [asdict(one) for one in reviewers],
        "sentences": list(sentences),
    }


def _as_whole(certificate: StrataCertificate, asked: Terms) -> Certificate:
    """All promises together as one: what may be wrong in any of them."""
    lines = [*certificate.lines.values(), *([certificate.rest] if certificate.rest else [])]
    holding = [line for line in lines if line.certified]
    wrong = sum(line.max_wrong for line in holding if line.accepted)
    return Certificate(
        epsilon=asked.epsilon,
        delta=certificate.delta,
        population=certificate.population,
        audit_rate=max(line.audit_rate for line in lines),
        minimum_audit_rate=max(line.minimum_audit_rate for line in lines),
        miss_rate=max(line.miss_rate for line in lines),
        audited=sum(line.audited for line in lines),
        unanswered=sum(line.unanswered for line in lines),
        errors_found=sum(line.errors_found for line in lines),
        allowed_hits=sum(line.allowed_hits for line in holding),
        cut=sum(line.cut for line in lines),
        accepted=certificate.accepted,
        touched=certificate.touched,
        max_wrong=wrong,
        certified=bool(holding),
        reason="" if holding else "; ".join(f"{name}: {line.reason}" for name, line in certificate.lines.items()),
        promise="strata",
    )


def store(project: Project, issued: Mapping[str, Any], found: Evidence, taken: NDArray[np.bool_]) -> None:
    """Write the certificate once, with the population it is about, and announce it.

    Args:
        project: Whose facts and events take it.
        issued: The certificate in its JSON form.
        found: What it rests on.
        taken: Which records, in ranking order, are accepted unseen.
    """
    everyone = zip(found.names, found.values, found.stamps, strict=True)
    issued = {**issued, "population_root": merkle_root(digest(list(one)) for one in everyone)}
    inputs = [found.suggested.id, *found.audit.commits, digest(issued)]
    latest = project.tables.latest("certify")
    if latest is None or list(latest.inputs) != inputs:
        with project.tables.begin("certify", inputs=inputs) as writer:
            writer.write("accepted", [_accepted(found, i) for i in np.flatnonzero(taken)])
            writer.extra["certificate"] = issued
            writer.counts = Counts(issued["population"], issued["population"], 0, 0)
        latest = project.tables.commits("certify")[-1]
    key = f"certificate-{latest.id}"
    project.events.append(Event(key, "certificate.issued", latest.id, "verilode", {"certificate": dict(issued)}))


def _accepted(found: Evidence, place: int) -> dict[str, Any]:
    sure = float(found.confidence[place])
    row = {"record_id": found.names[place], "value": found.values[place], "asked": found.stamps[place]}
    return {**row, "confidence": None if math.isnan(sure) else sure}
