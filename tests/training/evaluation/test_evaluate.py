"""Evaluation on the small world: the files it writes, and the identities it insists on."""

import json
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipelines.core.errors import VerilodeError
from training.config import read_config
from training.evaluation.evaluate import evaluate
from training.evaluation.plan import Plan
from training.models.identity import NOTE, model_hash
from training.models.load import differs, load_base, load_tuned

pytestmark = pytest.mark.train


@pytest.fixture(scope="module")
def measured(world, adapter_run):
    return evaluate(read_config(adapter_run / "run.yaml"), adapter_run, planned(world))


def planned(world, **changes: object) -> Plan:
    return Plan(general=str(world.root / "general-test.jsonl"), **changes)


def copied(run: Path, to: Path) -> Path:
    return Path(shutil.copytree(run, to))


def rewrite(path: Path, **changes: object) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def test_every_prompt_is_answered_by_both_models(world, adapter_run, measured):
    outputs = pq.read_table(adapter_run / "evaluation" / "outputs.parquet").to_pylist()
    assert len(outputs) == 2 * (5 + 8)
    first = outputs[0]
    assert {name: first[name] for name in ("record_id", "set", "model", "prompt", "expected")} == {
        "record_id": "r3",
        "set": "test",
        "model": "base",
        "prompt": "Which chapter? acne, upper",
        "expected": "skin",
    }


def test_the_report_names_both_models_by_content(world, adapter_run, measured):
    report = json.loads((adapter_run / "evaluation" / "report.json").read_text())
    assert report["base_hash"] == model_hash(world.base)
    assert report["tuned_hash"] == model_hash(adapter_run / "model")
    assert (report["sets"]["test"]["base"]["n"], report["snapshot"]) == (5, "snapshot")
    assert report["verdict"]["sentence"]


def test_every_answer_has_its_confidence_and_its_score(adapter_run, measured):
    outputs = pq.read_table(adapter_run / "evaluation" / "outputs.parquet").to_pylist()
    assert all(0 < row["confidence"] <= 1 for row in outputs)
    items = pq.read_table(adapter_run / "evaluation" / "items.parquet").to_pylist()
    exact = [
        row["score"] for row in items if (row["set"], row["model"], row["metric"]) == ("general", "base", "exact_match")
    ]
    assert sum(exact) / len(exact) == measured["sets"]["general"]["base"]["exact_match"]


def test_answers_made_once_are_not_made_again(world, adapter_run, measured):
    parts = adapter_run / "evaluation" / "answers"
    before = {path.name: path.stat().st_mtime_ns for path in parts.iterdir()}
    assert len(before) == 4  # two models, two sets
    next(iter(sorted(parts.iterdir()))).write_text("[")  # killed while it was written by something less careful
    assert evaluate(read_config(adapter_run / "run.yaml"), adapter_run, planned(world)) == measured
    after = {path.name: path.stat().st_mtime_ns for path in parts.iterdir()}
    assert before.keys() == after.keys()
    assert sum(before[name] != after[name] for name in before) == 1


def test_another_promoted_model_is_measured_beside_them(world, adapter_run, full_run, tmp_path):
    run = copied(adapter_run, tmp_path / "run")
    other = {"run": "full", "model": str(full_run / "model"), "model_hash": model_hash(full_run / "model")}
    other |= {"base": str(world.base), "base_hash": model_hash(world.base), "dtype": "float32"}
    report = evaluate(read_config(run / "run.yaml"), run, planned(world, promoted=other))
    assert (
        report["sets"]["test"]["promoted"]["n"] == report["sets"]["test"]["against_promoted"]["exact_match"]["n"] == 5
    )
    assert report["promoted"]["run"] == "full"


def test_a_suite_with_choices_is_answered_both_ways(world, adapter_run, tmp_path):
    run = copied(adapter_run, tmp_path / "run")
    line = {"q": "Which chapter? acne, left", "response": "skin", "choices": ["skin", "eye", "ear"]}
    file = tmp_path / "law.jsonl"
    file.write_text(json.dumps(line) + "\n")
    plan = planned(world, suites={"law": {"file": str(file), "map": {"instruction": "q"}}})
    report = evaluate(read_config(run / "run.yaml"), run, plan)
    assert report["sets"]["law"]["choices"]["n"] == 1
    assert report["sets"]["law"]["base"]["n"] == 1
    # the very question was trained on
    assert report["leaks"]["suites"]["law"]["in_train"] == 1
    assert report["leaks"]["suites"]["law"]["named"] == ["law.jsonl:1"]


def test_the_tests_own_replay_rows_hold_none_of_the_general_questions(measured):
    assert measured["leaks"]["suites"]["general"]["in_train"] == 0


def test_weights_that_changed_since_training_are_refused(full_run, tmp_path):
    run = copied(full_run, tmp_path / "run")
    rewrite(run / "model" / "config.json", rope_theta=1.0)
    with pytest.raises(VerilodeError, match="not the model this run wrote"):
        evaluate(read_config(run / "run.yaml"), run)


def test_a_base_that_changed_since_training_is_refused(world, full_run, tmp_path):
    base = copied(world.base, tmp_path / "base")
    rewrite(base / "generation_config.json", do_sample=True)
    run = copied(full_run, tmp_path / "run")
    rewritten = (run / "run.yaml").read_text().replace(str(world.base), str(base))
    (run / "run.yaml").write_text(rewritten)
    with pytest.raises(VerilodeError, match="not the base this run was trained on"):
        evaluate(read_config(run / "run.yaml"), run)


def test_a_base_that_poses_as_tuned_is_refused(world, full_run, tmp_path):
    run = copied(full_run, tmp_path / "run")
    shutil.copy(world.base / "model.safetensors", run / "model" / "model.safetensors")
    rewrite(run / "model" / NOTE, model_hash=model_hash(run / "model"))
    with pytest.raises(VerilodeError, match="nothing was trained"):
        evaluate(read_config(run / "run.yaml"), run)


def test_a_fresh_adapter_changes_nothing(world, adapter_run, tmp_path):
    from peft import LoraConfig, get_peft_model

    fresh = get_peft_model(load_base(world.base), LoraConfig(target_modules="all-linear", task_type="CAUSAL_LM"))
    fresh.save_pretrained(tmp_path)
    assert not differs(tmp_path, world.base)
    assert differs(adapter_run / "model", world.base)


def test_an_adapter_on_another_base_is_refused(adapter_run, full_run):
    with pytest.raises(VerilodeError, match="was trained on base [0-9a-f]{12}, not on [0-9a-f]{12}"):
        load_tuned(adapter_run / "model", full_run / "model")


def test_a_folder_without_our_note_is_no_run(world):
    with pytest.raises(VerilodeError, match="not a model verilode trained"):
        load_tuned(world.base, world.base)


def test_a_metric_that_may_not_run_is_told_before_any_model_answers(world, adapter_run, tmp_path):
    run = copied(adapter_run, tmp_path / "run")
    shutil.rmtree(run / "evaluation", ignore_errors=True)
    with pytest.raises(VerilodeError, match="switch it on with evaluate.execute: true"):
        evaluate(read_config(run / "run.yaml"), run, planned(world, metrics=("executes",)))
    assert not (run / "evaluation").exists()
