"""A project that has been through the whole loop, small and without torch; some records still wait for a person."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from annotation.certify import certify
from annotation.review.simulated import simulate_review
from annotation.sampling.draw import sample_audit, sample_pilot
from annotation.suggest import suggest
from pipelines.run.clean import clean
from pipelines.run.freeze import freeze
from pipelines.run.ingest import ingest
from pipelines.sources import ColumnMapping
from pipelines.store.event import Event
from pipelines.store.facts import SCHEMAS
from pipelines.store.project import Project
from pipelines.store.snapshots import Snapshot
from pipelines.store.tables import Counts
from tests.fakes.answered import sheet_of
from tests.fakes.projects import RECIPE, diagnoses, make_project
from training.config import make_config, write_config
from training.evaluation.report import make_report

RECORDS, HARD, COPIES = 400, 24, 6
_RECIPE = RECIPE.replace("[normalise]", "[normalise, dedupe: {threshold: 0.95, ngram: 5, unit: char}]")
_BROKEN = '{"text": "rash of the neck", "truth": "skin"}\n{"text": broken\n'
GENERAL = [("What is 2 + 2?", "4"), ("Name a colour of the sky.", "blue")]


def finished(folder: Path) -> Project:
    """The project in `folder`, made there unless it exists.

    Every step left its mark: a line in quarantine, dropped copies, suggestions, a certificate, a snapshot, a run
    with its evaluation; what the certificate does not cover is left for people.
    """
    if (folder / "verilode.yaml").exists():
        return Project.open(folder)
    project = make_project(folder, _rows(), _RECIPE)
    (folder / "more.jsonl").write_text(_BROKEN)
    ingest(project, [folder / "more.jsonl"], ColumnMapping.parse({"text": "text", "meta.truth": "truth"}))
    clean(project)
    sample_pilot(project, 60)
    simulate_review(project, error_rate=0.0)
    suggest(project)
    sample_audit(project, rate=0.3)
    simulate_review(project, error_rate=0.0)
    certify(project)
    trained(project, freeze(project).snapshot)
    return project


def _rows() -> list[dict[str, str]]:
    """Plain cases, some that no labeler can tell, and copies, every second one with a full stop."""
    plain = diagnoses(RECORDS)
    hard = [
        {
            "text": f"referred for visit {i * 91 % 997}, see letter {i}",
            "response": "eye",
            "truth": truth,
            "group": f"h{i}",
        }
        for i, truth in enumerate(["eye", "injury", "skin", "skin"] * (HARD // 4))
    ]
    copies = [{**row, "text": row["text"] + "." * (i % 2), "group": "copies"} for i, row in enumerate(plain[:COPIES])]
    return plain + hard + copies


def trained(project: Project, snapshot: Snapshot) -> str:
    """A finished, evaluated run on a snapshot, as the worker would have left it; its id."""
    config = make_config(
        {"snapshot": str(snapshot.folder), "base": str(project.root / "base"), "base_hash": "b" * 64, "steps": 30}
    )
    folder = project.runs / config.id
    (folder / "model").mkdir(parents=True)
    (folder / "evaluation").mkdir()
    write_config(folder / "run.yaml", config)
    (folder / "status.json").write_text(json.dumps({"state": "finished", "task": "evaluate", "reason": None}))
    (folder / "metrics.jsonl").write_text("".join(json.dumps(row) + "\n" for row in _losses()))
    (folder / "model" / "verilode.json").write_text(json.dumps({"base_hash": config.base_hash}))
    _evaluate(project, snapshot, folder)
    return config.id


def _losses() -> list[dict[str, float]]:
    steps = [{"step": step, "loss": 3 / step, "seconds": float(step)} for step in range(1, 31)]
    return [*steps, {"step": 30, "eval_loss": 0.25, "seconds": 31.0}]


def _evaluate(project: Project, snapshot: Snapshot, folder: Path) -> None:
    """The base never answers right, the tuned model always but once."""
    test = snapshot.rows("test").to_pylist()
    expected = [row["response"] for row in test]
    tuned = ["eye" if expected[0] != "eye" else "skin", *expected[1:]]
    general = [answer for _, answer in GENERAL]
    outputs = [
        *_outputs("test", [row["record_id"] for row in test], [row["text"] for row in test], expected, tuned),
        *_outputs("general", ["g0", "g1"], [question for question, _ in GENERAL], general, general),
    ]
    lost = ["Vienna"] * len(expected)
    test_sheet = replace(
        sheet_of(expected, {"base": lost, "tuned": tuned}), slices={"label": [(label,) for label in expected]}
    )
    asked = {"test": test_sheet, "general": sheet_of(general, {"base": ["Vienna"] * 2, "tuned": general})}
    facts = {"base_hash": "b" * 64, "tuned_hash": "c" * 64, "leaks": {"snapshot": 0, "suites": {}}}
    report = make_report(asked, facts=facts)
    table = pa.Table.from_pylist(outputs, schema=SCHEMAS["outputs"])
    pq.write_table(table, folder / "evaluation" / "outputs.parquet")
    (folder / "evaluation" / "report.json").write_text(json.dumps({**report, "snapshot": snapshot.id}))
    with project.tables.begin("evaluate", options={"run": folder.name}, inputs=[snapshot.id]) as writer:
        writer.write("outputs", table)
        writer.counts = Counts(table.num_rows, table.num_rows, 0, 0)
    payload = {"verdict": report["verdict"]["verdict"], "difference": report["difference"]}
    project.events.append(Event(f"evaluation-{folder.name}-1", "evaluation.finished", folder.name, "cli", payload))


def _outputs(
    name: str, ids: Sequence[str], prompts: Sequence[str], expected: Sequence[str], tuned: Sequence[str]
) -> list[dict[str, str]]:
    return [
        {"record_id": one, "set": name, "model": model, "prompt": prompt, "expected": wanted, "answered": answered}
        for one, prompt, wanted, right in zip(ids, prompts, expected, tuned, strict=True)
        for model, answered in (("base", "Vienna"), ("tuned", right))
    ]
