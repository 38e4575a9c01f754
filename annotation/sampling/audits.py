"""The audit of the newest suggestions as the certificate needs it: its coins, its looks, and what is not part of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipelines.store.labels import suggest_commit
from pipelines.store.project import Project
from pipelines.store.tables import Commit

DRAWN, TOPPED_UP = "sample-audit", "sample-topup"
"""Steps that draw an audit: the first coin, and later independent ones on what is not audited yet."""


@dataclass(frozen=True, slots=True)
class AuditDraw:
    """All that was drawn from one ranking.

    `rate`: with which each record of the population is audited, over all coins. `names`: the audited records;
    `seeds`: planted records of known truth, and the wrong answer each is there for. `excluded`: records whose truth was
    known before the suggestions were made; they are no part of the population.
    `looks_used` of `looks_planned`: draws so far, each of which spends its share of the risk. `commits`: the draws.
    """

    rate: float
    names: frozenset[str]
    seeds: Mapping[str, str]
    excluded: frozenset[str]
    looks_used: int
    looks_planned: int
    commits: tuple[str, ...]


def audit_commits(project: Project) -> list[Commit]:
    """The draws from the newest suggestions, the first one first; empty where they have no audit."""
    suggested, first = suggest_commit(project), project.tables.latest(DRAWN)
    if suggested is None or first is None or suggested.id not in first.inputs:
        return []
    return [first, *(commit for commit in project.tables.commits(TOPPED_UP) if first.id in commit.inputs)]


def audits(project: Project) -> AuditDraw | None:
    """What was drawn from the newest suggestions; None where they have no audit."""
    commits = audit_commits(project)
    if not commits:
        return None
    drawn = batch_rows(project, commits)
    return AuditDraw(
        rate=audited_share([commit.options["rate"] for commit in commits]),
        names=frozenset(name for name, planted in drawn if planted is None),
        seeds={name: planted for name, planted in drawn if planted is not None},
        excluded=frozenset(commits[0].extra.get("golden", ())),
        looks_used=len(commits),
        looks_planned=len(commits[0].extra.get("looks", [])) or 1,
        commits=tuple(commit.id for commit in commits),
    )


def batch_rows(project: Project, commits: Sequence[Commit]) -> list[tuple[str, str | None]]:
    """(record id, planted value) of all that these draws put before people, in order."""
    tables = [project.tables.columns("batches", commit, ["record_id", "planted"]) for commit in commits]
    return [(row["record_id"], row["planted"]) for table in tables for row in table.to_pylist()]


def audited_share(rates: Sequence[float]) -> float:
    """The probability that at least one of several independent coins falls; of one coin, exactly its own rate."""
    left = 1.0
    for rate in rates[1:]:
        left *= 1 - rate
    return 1 - (1 - rates[0]) * left if len(rates) > 1 else rates[0]
