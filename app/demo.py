"""The whole loop over one recipe: from files to a verdict, each stage the same function its command calls."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotation.certify import certify
from annotation.review.simulated import simulate_review
from annotation.sampling.draw import sample_audit, sample_pilot
from annotation.suggest import suggest
from pipelines.run.clean import clean
from pipelines.run.freeze import FROZEN_STATES, freeze
from pipelines.run.ingest import ingest
from pipelines.samples import SAMPLES
from pipelines.sources import ColumnMapping
from pipelines.store.labels import certify_commit, labels, suggest_commit
from pipelines.store.project import RECIPE_FILE, Project
from pipelines.store.tables import Counts
from training.evaluation.measure import evaluate_run
from training.start import train


@dataclass(slots=True)
class DemoReport:
    """What the loop did and proved; `steps` conserve records one by one."""

    steps: list[dict[str, Any]] = field(default_factory=list)
    leaks: int = 0
    certificate: dict[str, Any] | None = None
    base: dict[str, Any] | None = None
    tuned: dict[str, Any] | None = None
    difference: dict[str, Any] | None = None
    verdict: str = ""
    sentence: str = ""
    snapshot: str = ""
    truth: dict[str, int] | None = None
    project: str = ""
    seconds: float = 0.0

    def add(self, step: str, counts: Counts) -> None:
        """Note one step's counts."""
        self.steps.append({"step": step, **counts.as_dict()})


def open_or_create(folder: Path, recipe: str) -> Project:
    """The demo's project; made from the recipe where there is none yet."""
    return Project.open(folder) if (folder / RECIPE_FILE).exists() else Project.create(folder, recipe)


def run_demo(project: Project) -> DemoReport:
    """Carry a project through the whole loop; what is done already is not done again."""
    started = time.monotonic()
    report = DemoReport(project=str(project.root))
    _bring_in(project, report)
    _label(project, report)
    _freeze(project, report)
    _train(project, report)
    report.seconds = round(time.monotonic() - started, 1)
    return report


def _bring_in(project: Project, report: DemoReport) -> None:
    for name, options in project.recipe.input.get("sample", {}).items():
        if not any(_input_files(project)):
            SAMPLES.build(name, options)(project.root / "raw")
    mapping = ColumnMapping.parse(project.recipe.input.get("map", {}))
    report.add("ingest", ingest(project, list(_input_files(project)), mapping).counts)
    for step in clean(project):
        report.add(step.step, step.counts)


def _input_files(project: Project) -> Iterator[Path]:
    for pattern in project.recipe.input.get("files", []):
        yield from sorted(project.root.glob(pattern))


def _label(project: Project, report: DemoReport) -> None:
    """Pilot, suggestions, blind audit, certificate, and people for the rest: a simulated reviewer plays them all."""
    if not _certified(project):
        reviewer = dict(project.recipe.verify.get("simulated", {}))
        sample_pilot(project, project.recipe.verify.get("pilot", 300))
        simulate_review(project, **reviewer)
        suggest(project)
        sample_audit(project, project.recipe.verify.get("audit_rate"))
        simulate_review(project, **reviewer)
        certify(project)
        simulate_review(project, **reviewer)
    for name in ("suggest", "certify"):
        commit = project.tables.latest(name)
        if commit is not None:
            report.add(name, commit.counts)
    issued = certify_commit(project)
    report.certificate = dict(issued.extra["certificate"]) if issued else None


def _certified(project: Project) -> bool:
    """Whether the newest certificate is about the records that stand now."""
    plan, suggested = project.tables.latest("plan"), suggest_commit(project)
    current = plan is not None and suggested is not None and plan.id in suggested.inputs
    return current and certify_commit(project) is not None


def _freeze(project: Project, report: DemoReport) -> None:
    frozen = freeze(project)
    report.add("snapshot", frozen.counts)
    report.leaks = frozen.split.leaks.total
    report.snapshot = frozen.snapshot.id
    report.truth = _against_truth(project)


def _against_truth(project: Project) -> dict[str, int] | None:
    """Labels wrong in the file and wrong in the end, where the recipe's simulated reviewer knows the truth."""
    entry = project.recipe.verify.get("simulated", {}).get("truth")
    known = [
        (record.answer, label.value, record.meta[entry])
        for record, label in labels(project)
        if entry and label.state in FROZEN_STATES and record.meta.get(entry)
    ]
    if not known:
        return None
    return {
        "records": len(known),
        "wrong_in_file": sum(given != truth for given, _, truth in known),
        "wrong_in_snapshot": sum(final != truth for _, final, truth in known),
    }


def _train(project: Project, report: DemoReport) -> None:
    run = train(project, report.snapshot)
    measured = evaluate_run(project, run.id)
    report.base, report.tuned = measured["base"], measured["tuned"]
    report.difference = measured["difference"]
    report.verdict = measured["verdict"]["verdict"]
    report.sentence = measured["verdict"]["sentence"]
