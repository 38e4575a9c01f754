"""The plan of an evaluation: the task as it was frozen, the rest as the recipe is now."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.core.errors import VerilodeError
from pipelines.store.event import Event
from pipelines.store.project import Project
from pipelines.store.snapshots import list_snapshots
from tests.fakes.frozen import frozen
from training.config import RunConfig, write_config
from training.evaluation.planning import make_plan
from training.runs import Run, load_run


def planned(root: Path, **section: Any) -> Any:
    project = with_recipe(frozen(root), **section)
    return make_plan(project, run_of(project))


def with_recipe(project: Project, **section: Any) -> Project:
    file = project.root / "verilode.yaml"
    file.write_text(yaml.safe_dump({**yaml.safe_load(file.read_text()), "evaluate": section}))
    return Project.open(project.root)


def run_of(project: Project, steps: int = 4) -> Run:
    (snapshot,) = list_snapshots(project.snapshots)
    config = RunConfig(str(snapshot.folder), str(project.root / "base"), "b" * 64, steps=steps)
    write_config(project.runs / config.id / "run.yaml", config)
    return load_run(project, config.id)


def test_the_test_split_and_the_general_questions_are_always_asked(tmp_path: Path) -> None:
    plan = planned(tmp_path)
    assert (plan.kind, plan.labels, plan.leaks, plan.margin) == ("classify", ("skin", "eye", "ear"), 0, 0.02)
    assert Path(plan.general).name == "general-test.jsonl"
    assert plan.promoted is None and plan.judge is None


def test_a_suite_that_was_edited_makes_another_plan(tmp_path: Path) -> None:
    project = frozen(tmp_path)
    suite = tmp_path / "law.jsonl"
    suite.write_text(json.dumps({"instruction": "?", "response": "a"}) + "\n")
    project = with_recipe(project, suites={"law": "law.jsonl"})
    before = make_plan(project, run_of(project)).id
    assert make_plan(project, run_of(project)).id == before
    suite.write_text(json.dumps({"instruction": "?", "response": "b"}) + "\n")
    assert make_plan(project, run_of(project)).id != before


def test_a_promoted_model_that_cannot_be_loaded_is_named_with_the_reason(tmp_path: Path) -> None:
    project = frozen(tmp_path)
    run = run_of(project)
    payload = {"run": "gone", "model_hash": "m" * 64}
    project.events.append(Event("p1", "model.promoted", "current", "ann", payload))
    found = make_plan(project, run).promoted
    assert found is not None and found["run"] == "gone" and "no such model" in found["problem"]


def test_the_runs_own_promotion_is_nothing_to_compare_with(tmp_path: Path) -> None:
    project = frozen(tmp_path)
    run = run_of(project)
    payload = {"run": run.id, "model_hash": "m" * 64}
    project.events.append(Event("p1", "model.promoted", "current", "ann", payload))
    assert make_plan(project, run).promoted is None


@pytest.mark.parametrize(
    ("section", "why"),
    [
        ({"metric": "chrff"}, "no metric called 'chrff'"),
        ({"metrics": "chrf"}, "evaluate metrics is 'chrf', wanted list"),
        ({"longest": "long"}, "evaluate longest is 'long', wanted int"),
        ({"suites": {"law": "gone.jsonl"}}, "no such file for the suite 'law'"),
    ],
)
def test_a_wrong_entry_is_one_line_before_anything_is_asked(tmp_path: Path, section: Any, why: str) -> None:
    with pytest.raises(VerilodeError, match=why):
        planned(tmp_path, **section)
