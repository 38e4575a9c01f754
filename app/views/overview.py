"""What the overview page reads: the funnel, the proofs so far, the next step."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotation.review.queue import PhaseProgress, ReviewQueue
from pipelines.store.labels import certify_commit, labels
from pipelines.store.project import Project
from pipelines.store.selection import current_plan, ingests
from pipelines.store.snapshots import Snapshot, list_snapshots


@dataclass(frozen=True, slots=True)
class Stage:
    """One bar of the funnel: how many records are left after it, and how many it took."""

    name: str
    records: int
    lost: int


@dataclass(frozen=True, slots=True)
class Overview:
    """The project at a glance."""

    title: str
    funnel: Sequence[Stage]
    states: Mapping[str, int]
    certificate: Mapping[str, Any] | None
    review: Sequence[PhaseProgress]
    snapshot: Snapshot | None
    next_step: str
    next_command: str | None


def overview(project: Project) -> Overview:
    """The funnel from files to training rows, the proofs so far, and what to do next."""
    states = Counter(label.state for _, label in labels(project))
    snapshots = list_snapshots(project.snapshots)
    certified = certify_commit(project)
    review = ReviewQueue(project).progress()
    step, command = next_step(project, states, review, bool(snapshots))
    return Overview(
        title=project.recipe.title or project.recipe.name,
        funnel=funnel(project, snapshots[-1] if snapshots else None),
        states=dict(states),
        certificate=certified.extra["certificate"] if certified else None,
        review=review,
        snapshot=snapshots[-1] if snapshots else None,
        next_step=step,
        next_command=command,
    )


def funnel(project: Project, snapshot: Snapshot | None) -> list[Stage]:
    """Rows read, records kept after each cleaning step, records frozen, records trained on."""
    commits = ingests(project.tables)
    read = sum(c.kinds.get("records", 0) + c.counts.quarantined for c in commits)
    records = sum(c.kinds.get("records", 0) for c in commits)
    stages = [Stage("read", read, 0), Stage("readable", records, read - records)]
    stages += [Stage(c.step, c.counts.kept, c.counts.dropped) for c in current_plan(project.tables)]
    if snapshot is not None:
        counts = snapshot.manifest["counts"]
        frozen = sum(counts.values())
        stages.append(Stage("frozen", frozen, stages[-1].records - frozen))
        stages.append(Stage("train", counts["train"], frozen - counts["train"]))
    return stages


def next_step(
    project: Project, states: Mapping[str, int], review: Sequence[PhaseProgress], frozen: bool
) -> tuple[str, str | None]:
    """The most useful thing to do now, in a sentence, and the command that does it if there is one."""
    waiting = sum(p.total - p.done for p in review)
    if not ingests(project.tables):
        return "Bring in your records.", "verilode ingest FILE"
    if not current_plan(project.tables):
        return "Clean what came in.", "verilode clean"
    if waiting:
        return f"{waiting:,} records wait for a person's answer.", None
    if not project.tables.latest("sample-pilot"):
        return "Draw a first sample for people to answer.", "verilode sample"
    if not project.tables.latest("suggest"):
        return "Let a labeler suggest answers for the rest.", "verilode suggest"
    if certify_commit(project) is None:
        done = any(p.phase == "audit" for p in review)
        return (
            ("Issue the certificate.", "verilode certify")
            if done
            else ("Draw the blind audit.", "verilode sample --audit")
        )
    if not frozen:
        return "Freeze the labelled records.", "verilode snapshot create"
    return "Train on the newest snapshot.", "verilode train sft"
