"""What the overview page reads: the funnel, the proofs so far, the next step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotation.review.queue import PhaseProgress, ReviewQueue
from annotation.sampling.draw import AUDIT
from app.views.newest import readable
from app.views.runs import report, runs
from pipelines.store.labels import annotations, certify_commit
from pipelines.store.project import Project
from pipelines.store.selection import current_plan, ingests
from pipelines.store.snapshots import Snapshot, list_snapshots
from training.runs import Run


@dataclass(frozen=True, slots=True)
class Stage:
    """One bar of the funnel: how many records are left after it, how many it took, and what became of those."""

    name: str
    records: int
    lost: int = 0
    fate: str = "dropped"


@dataclass(frozen=True, slots=True)
class Overview:
    """The project at a glance; `auditors` are the people whose answers the certificate rests on."""

    title: str
    funnel: Sequence[Stage]
    certificate: Mapping[str, Any] | None
    auditors: Sequence[str]
    review: Sequence[PhaseProgress]
    next_step: str
    next_command: str | None


@readable()
def overview(project: Project) -> Overview:
    """The funnel from files to training rows, the proofs so far, and what to do next."""
    newest = next(reversed(list_snapshots(project.snapshots)), None)
    certified = certify_commit(project)
    review = ReviewQueue(project).progress()
    step, command = next_step(project, review, newest)
    return Overview(
        title=project.recipe.title or project.recipe.name,
        funnel=funnel(project, newest),
        certificate=certified.extra["certificate"] if certified else None,
        auditors=sorted({a.actor for a in annotations(project) if a.phase == AUDIT}) if certified else (),
        review=review,
        next_step=step,
        next_command=command,
    )


def funnel(project: Project, snapshot: Snapshot | None) -> list[Stage]:
    """Rows read, records kept after each cleaning step, records frozen, records trained on."""
    commits = ingests(project.tables)
    read = sum(c.kinds.get("records", 0) + c.counts.quarantined for c in commits)
    records = sum(c.kinds.get("records", 0) for c in commits)
    stages = [Stage("rows in the files", read), Stage("readable", records, read - records, "quarantined")]
    stages += [Stage(c.step, c.counts.kept, c.counts.dropped) for c in current_plan(project.tables)]
    if snapshot is not None:
        counts = snapshot.manifest["counts"]
        frozen = sum(counts.values())
        stages.append(Stage("frozen", frozen, max(0, stages[-1].records - frozen), "left out"))
        stages.append(Stage("to train on", counts["train"], frozen - counts["train"], "held out"))
    return stages


def next_step(project: Project, review: Sequence[PhaseProgress], snapshot: Snapshot | None) -> tuple[str, str | None]:
    """The most useful thing to do now, in a sentence, and the command that does it if there is one."""
    waiting = sum(p.total - p.done for p in review)
    if not ingests(project.tables):
        return "Bring in your records.", "verilode ingest FILE"
    if not current_plan(project.tables):
        return "Clean what came in.", "verilode clean"
    if waiting:
        return f"{waiting:,} records wait on the Review page for a person's answer.", None
    if not project.tables.latest("sample-pilot"):
        return "Draw a first sample for people to answer.", "verilode sample"
    if not project.tables.latest("suggest"):
        return "Let a labeler suggest answers for the rest.", "verilode suggest"
    if certify_commit(project) is None:
        audited = any(p.phase == AUDIT for p in review)
        return ("Issue the certificate.", "verilode certify") if audited else _AUDIT
    if snapshot is None:
        return "Freeze the labelled records.", "verilode snapshot create"
    return _after_freezing(next((run for run in runs(project) if _is_on(run, snapshot)), None))


_AUDIT = ("Draw the blind audit.", "verilode sample --audit")


def _is_on(run: Run, snapshot: Snapshot) -> bool:
    return Path(str(run.config.get("snapshot", ""))).name == snapshot.id


def _after_freezing(run: Run | None) -> tuple[str, str | None]:
    if run is None:
        return "Train on the newest snapshot.", "verilode train sft"
    if report(run) is not None:
        return "This round is complete. New records, answers or options start the next one.", None
    if run.state == "finished":
        return "Let the tuned model and its base answer the same questions.", f"verilode evaluate {run.id}"
    if run.state == "failed":
        return "The newest run failed; the Training page says why.", None
    return "A run is under way; the Training page shows how it goes.", None
