"""The worker's side on the small world: losses against the library's own, and a whole sweep of real runs."""

import json
from pathlib import Path

import pytest

from pipelines.store.project import Project
from pipelines.store.snapshots import list_snapshots
from training.base.built import tiny_base
from training.base.tiny import TinyOptions
from training.configure import configure
from training.data.examples import read_general
from training.start import run_configured
from training.sweep.listed import best_config, load_sweep
from training.sweep.planned import plan_sweep
from training.sweep.run import run_sweep

pytestmark = pytest.mark.train


def test_the_loss_is_that_of_the_answers_tokens_whatever_is_padded(world) -> None:
    import torch

    from training.models.load import load_base, load_tokenizer
    from training.sweep.score import answer_loss

    model, tokenizer = load_base(world.base), load_tokenizer(world.base)
    questions = read_general(world.root / "general-test.jsonl")[:3]
    total, tokens = 0.0, 0
    for question in questions:
        turns = list(question.prompt)
        asked = tokenizer.apply_chat_template(turns, add_generation_prompt=True, tokenize=False)
        whole = tokenizer.apply_chat_template(
            [*turns, {"role": "assistant", "content": question.answer}], tokenize=False
        )
        ids = tokenizer(whole, add_special_tokens=False, return_tensors="pt")["input_ids"]
        labels = ids.clone()
        labels[:, : len(tokenizer(asked, add_special_tokens=False)["input_ids"])] = -100
        count = int((labels != -100).sum())
        with torch.no_grad():
            total += float(model(input_ids=ids, labels=labels).loss) * count
        tokens += count
    assert answer_loss(model, tokenizer, questions) == pytest.approx(total / tokens, rel=1e-4)


def test_without_its_adapter_a_tuned_model_is_the_base(world, adapter_run, full_run) -> None:
    from training.sweep.score import score_run

    questions = str(world.root / "general-test.jsonl")
    adapter = score_run(world.config(), adapter_run, "exact_match", 3, questions)
    full = score_run(world.config(), full_run, "eval_loss", 3, questions)
    assert adapter["base_general_loss"] == pytest.approx(full["base_general_loss"], rel=1e-4)
    assert (adapter["rows"], 0 <= adapter["domain"] <= 1, "domain" in full) == (3, True, False)
    assert adapter["general_loss"] != adapter["base_general_loss"]


@pytest.fixture
def project(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setenv("VERILODE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("VERILODE_TRACKER", "none")
    return project


def test_three_real_trials_never_look_at_the_test_split(project: Project) -> None:
    (snapshot,) = list_snapshots(project.snapshots)
    base = tiny_base(project, snapshot, TinyOptions(hidden=32, layers=2, steps=4, batch_size=8))
    options = {"steps": 4, "batch_size": 4, "eval_every": 2, "max_length": 64, "warmup_steps": 0}
    replay = str(project.root / "raw" / "general-replay.jsonl")
    config = configure(project, base=str(base), options={**options, "replay_file": replay})
    (snapshot.folder / "data" / "test.parquet").unlink()
    (project.root / "raw" / "general-test.jsonl").unlink()

    sweep = plan_sweep(project, config, {"trials": 3}, ["learning_rate=1e-4:1e-2:log", "lora_r=4,8"])
    run_sweep(project, sweep)
    found = load_sweep(project, "latest")
    assert [trial["state"] for trial in found.trials] == ["finished"] * 3
    for trial in found.trials:
        score = json.loads((project.runs / trial["run"] / "validation" / "score.json").read_text())
        assert trial["value"] == pytest.approx(trial["domain"] - max(0.0, trial["general_increase"]))
        assert score["asked"]["general"].endswith("-held.jsonl")
        assert (trial["step"], trial["eval_loss"] > 0) == (4, True)
    best = best_config(found)
    assert best.id == found.best["run"]
    assert run_configured(project, best).state == "finished"
    assert len(list(project.events.events("run.started", item=best.id))) == 1
