"""What the data page reads: drops with reasons, clusters, quarantine."""

from collections import Counter
from typing import Any

from pipelines.core.records import rows
from pipelines.store.project import Project
from pipelines.store.selection import current_plan, ingests


def drops(project: Project, step: str | None = None, limit: int = 500) -> list[dict[str, Any]]:
    """Dropped records with step, rule, reason, and what they said; of one step when it is named."""
    commits = [c for c in current_plan(project.tables) if step in (None, c.step)]
    found = [row for batch in project.tables.scan("drops", commits) for row in batch.to_pylist()][:limit]
    wanted = {row["record_id"] for row in found} | {row["duplicate_of"] for row in found if row["duplicate_of"]}
    texts = record_texts(project, wanted)
    return [{**row, "text": texts.get(row["record_id"]), "kept_text": texts.get(row["duplicate_of"])} for row in found]


def drop_counts(project: Project) -> list[dict[str, Any]]:
    """How many records each rule of each step dropped."""
    commits = current_plan(project.tables)
    counted = Counter(
        (row["step"], row["rule"]) for batch in project.tables.scan("drops", commits) for row in batch.to_pylist()
    )
    return [{"step": step, "rule": rule, "records": n} for (step, rule), n in counted.items()]


def clusters(project: Project, limit: int = 100) -> list[list[dict[str, Any]]]:
    """Near-duplicate clusters, largest first: members with text, similarity and which one was kept."""
    by_cluster: dict[str, list[dict[str, Any]]] = {}
    for batch in project.tables.scan("clusters", current_plan(project.tables)):
        for row in batch.to_pylist():
            by_cluster.setdefault(row["cluster"], []).append(row)
    largest = sorted(by_cluster.values(), key=lambda members: (-len(members), members[0]["cluster"]))[:limit]
    texts = record_texts(project, {row["record_id"] for members in largest for row in members})
    ordered = [sorted(members, key=lambda row: not row["keep"]) for members in largest]
    return [[{**row, "text": texts.get(row["record_id"])} for row in members] for members in ordered]


def quarantined(project: Project) -> list[str]:
    """Paths of the quarantine files."""
    return [str(c.quarantine_file) for c in ingests(project.tables) if c.quarantine_file]


def record_texts(project: Project, wanted: set[str]) -> dict[str, str]:
    """What these records said when they were read."""
    found = (record for batch in project.tables.scan("records", ingests(project.tables)) for record in rows(batch))
    return {record.record_id: record.body for record in found if record.record_id in wanted}
