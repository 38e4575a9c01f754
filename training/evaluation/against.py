"""Two evaluated runs on the test records they share."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project
from training.evaluation.chosen import Chosen, test_metrics
from training.evaluation.compared import Compared
from training.evaluation.outputs import OUTPUTS
from training.evaluation.plan import PLAN, Plan, read_plan
from training.evaluation.sets import Item, read_test
from training.evaluation.sheet import BASE, TUNED, Sheet, figures
from training.evaluation.verdict import judge
from training.metrics import Answered
from training.runs import Run, load_run

FEWEST = 30
"""Records that two test splits must share to be worth a comparison."""


def compare_runs(project: Project, one: str, other: str) -> dict[str, Any]:
    """The tuned model of one run against that of another, paired on the test records that both answered.

    Records count as shared when question and expected answer are the same; each stands in both test splits, so neither
    model was trained on it.

    Args:
        project: Whose runs they are.
        one: Id of the run that may be better.
        other: Id of the run it is compared with.

    Raises:
        VerilodeError: when a run is not evaluated, both are one, or too few records are shared.
    """
    runs = [load_run(project, name) for name in (one, other)]
    if runs[0].id == runs[1].id:
        raise VerilodeError(f"run {runs[0].id} cannot be compared with itself")
    said = [_tuned(run) for run in runs]
    shared = [name for name, row in said[0].items() if name in said[1] and _same(row, said[1][name])]
    if len(shared) < FEWEST:
        raise VerilodeError(
            f"runs {runs[0].id} and {runs[1].id} share {len(shared)} test records; "
            f"at least {FEWEST} are needed to compare them"
        )
    items = {item.example.record_id: item for item in _items(runs[0])}
    sheet = _sheet(runs[0], shared, items, said)
    measured = figures(sheet)
    domain = Compared(**measured["difference"][measured["metric"]])
    verdict = judge(domain, None, metric=measured["metric"], other=f"that of run {runs[1].id}")
    told = verdict.sentence.removesuffix(" General ability was not measured.")
    return {
        "run": runs[0].id,
        "other": runs[1].id,
        "records": len(shared),
        "of": [len(of) for of in said],
        "metric": measured["metric"],
        "figures": {"run": measured[TUNED], "other": measured[BASE]},
        "difference": measured["difference"],
        "verdict": {**asdict(verdict), "sentence": told},
    }


def _tuned(run: Run) -> dict[str, Mapping[str, Any]]:
    """What the run's own model answered on the test split, by record."""
    path = run.folder / "evaluation" / OUTPUTS
    if not path.exists():
        raise VerilodeError(f"run {run.id} has not been evaluated; do it with: verilode evaluate {run.id}")
    rows = pq.read_table(path, filters=[("set", "=", "test"), ("model", "=", TUNED)]).to_pylist()
    return {row["record_id"]: row for row in rows}


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return (one["prompt"], one["expected"]) == (other["prompt"], other["expected"])


def _items(run: Run) -> list[Item]:
    return read_test(Path(str(run.config["snapshot"])))


def _sheet(run: Run, shared: list[str], items: Mapping[str, Item], said: list[dict[str, Mapping[str, Any]]]) -> Sheet:
    """The other run stands where a report has the base."""
    asked = [items[name] for name in shared]
    answers = {
        model: [_answered(of[name], item) for name, item in zip(shared, asked, strict=True)]
        for model, of in ((TUNED, said[0]), (BASE, said[1]))
    }
    groups = [item.group or item.example.record_id for item in asked]
    folder = run.folder / "evaluation"
    plan = read_plan(folder) if (folder / PLAN).exists() else Plan()
    metrics: Chosen = test_metrics(plan, asked)
    return Sheet(answers, metrics, groups if len(set(groups)) < len(groups) else None)


def _answered(row: Mapping[str, Any], item: Item) -> Answered:
    said = row["answered"] or ""
    return Answered(row["record_id"], row["prompt"], row["expected"], said, row["confidence"], item.meta)
