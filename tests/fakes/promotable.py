"""Runs with a measured model, for tests of what is done with them: weights are a few bytes, the report is real."""

import json

from pipelines.store.project import Project
from tests.fakes.answered import sheet_of
from training.config import RunConfig, write_config
from training.evaluation.report import make_report
from training.models.identity import NOTE, model_hash

QUESTIONS = 40


def measured_run(project: Project, name: str, right: int, general: int = 400) -> None:
    """A finished run of which the tuned model answers `right` of 40 test questions, and the base half of them."""
    folder = project.runs / name
    (folder / "model").mkdir(parents=True)
    (folder / "evaluation").mkdir()
    (folder / "model" / "model.safetensors").write_bytes(name.encode())
    write_config(folder / "run.yaml", RunConfig(str(project.snapshots / "5nap"), str(project.root / "base"), "b" * 64))
    (folder / "status.json").write_text(json.dumps({"state": "finished", "task": "train", "reason": None}))
    note = {"base_hash": "b" * 64, "adapter": "full", "snapshot": "5nap", "model_hash": model_hash(folder / "model")}
    (folder / "model" / NOTE).write_text(json.dumps(note))
    expected = ["skin", "eye"] * (QUESTIONS // 2)
    test = {"base": _said(expected, QUESTIONS // 2), "tuned": _said(expected, right)}
    kept = ["yes"] * general
    sheets = {"test": sheet_of(expected, test), "general": sheet_of(kept, {"base": kept, "tuned": kept})}
    facts = {"base_hash": "b" * 64, "tuned_hash": note["model_hash"], "leaks": {"snapshot": 0, "suites": {}}}
    report = {**make_report(sheets, facts=facts), "snapshot": "5nap"}
    (folder / "evaluation" / "report.json").write_text(json.dumps(report))


def _said(expected: list[str], right: int) -> list[str]:
    return [*expected[:right], *["no"] * (len(expected) - right)]
