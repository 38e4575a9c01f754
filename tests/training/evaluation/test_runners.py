"""Other evaluation programs: the command lines we build, and results as they write them."""

import json
import os
from pathlib import Path

import pytest

from pipelines.core.errors import VerilodeError
from training.evaluation.runners import RUNNERS, Result
from training.models.named import NamedModel

BASE = NamedModel("base", Path("/m/base"), None, "b", None, "bfloat16", "b")
ADAPTER = NamedModel("r1", Path("/m/base"), Path("/m/r1/model"), "t", "r1", "bfloat16", "b", adapter="lora")
WHOLE = NamedModel("r1", Path("/m/base"), Path("/m/r1/model"), "t", "r1", "float32", "b", adapter="full")

RESULTS = {
    "results": {
        "chapters": {
            "alias": "chapters",
            "exact_match,none": 0.6667,
            "exact_match_stderr,none": 0.126,
            "acc,flexible-extract": 0.5,
            "acc_stderr,flexible-extract": "N/A",
        }
    },
    "versions": {"chapters": "Yaml"},
}
"""What the harness writes, shortened: one entry per metric and filter, the error beside it."""

LOG = {
    "version": 2,
    "status": "success",
    "eval": {"task": "chapters", "model": "hf/local"},
    "results": {
        "scores": [
            {
                "name": "exact",
                "scorer": "exact",
                "metrics": {
                    "mean": {"name": "mean", "value": 0.6667},
                    "stderr": {"name": "stderr", "value": 0.126},
                },
            }
        ]
    },
}
"""What Inspect writes with the log format json, shortened."""


@pytest.fixture
def tasks(tmp_path: Path) -> Path:
    (tmp_path / "chapters.yaml").write_text("task: chapters\ndataset_path: json\n")
    (tmp_path / "notes.yaml").write_text("author: ann\n")
    return tmp_path


def test_every_runner_names_its_program_and_its_package() -> None:
    assert RUNNERS.names() == ["inspect_ai", "lm_eval"]
    built = [RUNNERS.build(name) for name in RUNNERS.names()]
    assert [(one.name, one.program) for one in built] == [("inspect", "inspect"), ("lm-eval", "lm_eval")]


def test_the_harness_is_told_to_be_greedy_and_where_the_adapter_is(tasks: Path) -> None:
    words = RUNNERS.build("lm_eval").words(ADAPTER, tasks, tasks / "out")
    line = " ".join(words)
    assert words[0] == "lm_eval"
    assert "pretrained=/m/base,dtype=bfloat16,trust_remote_code=False,peft=/m/r1/model" in words
    assert "--gen_kwargs do_sample=False,temperature=0" in line
    assert f"--tasks chapters --include_path {tasks}" in line


@pytest.mark.parametrize(("model", "folder"), [(BASE, "/m/base"), (WHOLE, "/m/r1/model")])
def test_a_whole_model_needs_no_adapter(model: NamedModel, folder: str, tasks: Path) -> None:
    words = RUNNERS.build("lm_eval").words(model, tasks, tasks / "out")
    assert f"pretrained={folder},dtype={model.dtype},trust_remote_code=False" in words


def test_a_folder_without_tasks_is_refused(tmp_path: Path) -> None:
    with pytest.raises(VerilodeError, match="holds no task file"):
        RUNNERS.build("lm_eval").words(BASE, tmp_path, tmp_path)


def test_the_harness_results_are_read_with_their_errors(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "results_2026-01-01T00-00-00.json").write_text(json.dumps(RESULTS))
    assert list(RUNNERS.build("lm_eval").results(tmp_path)) == [
        Result("chapters", "exact_match", 0.6667, 0.126),
        Result("chapters", "acc (flexible-extract)", 0.5, None),
    ]


def test_inspect_is_told_to_be_greedy(tmp_path: Path) -> None:
    task = tmp_path / "task.py"
    task.write_text("")
    line = " ".join(RUNNERS.build("inspect_ai").words(WHOLE, task, tmp_path / "out"))
    assert line.startswith(f"inspect eval {os.path.relpath(task)} --model hf/local -M model_path=/m/r1/model")
    assert "-M do_sample=false" in line
    assert "--log-format json" in line


def test_inspect_runs_no_adapter_and_says_what_to_do(tmp_path: Path) -> None:
    task = tmp_path / "task.py"
    task.write_text("")
    with pytest.raises(VerilodeError, match="run r1 is an adapter; .* verilode merge r1"):
        RUNNERS.build("inspect_ai").words(ADAPTER, task, tmp_path)


def test_inspects_log_is_read_with_its_error(tmp_path: Path) -> None:
    (tmp_path / "log.json").write_text(json.dumps(LOG))
    assert list(RUNNERS.build("inspect_ai").results(tmp_path)) == [Result("chapters", "exact mean", 0.6667, 0.126)]


@pytest.mark.parametrize(
    ("runner", "content", "why"),
    [
        ("inspect_ai", {**LOG, "status": "error"}, "the evaluation ended with 'error'"),
        ("inspect_ai", {"status": "success"}, "cannot be read: KeyError"),
        ("lm_eval", {"versions": {}}, "cannot be read: KeyError"),
    ],
)
def test_what_cannot_be_read_is_one_line(tmp_path: Path, runner: str, content: object, why: str) -> None:
    (tmp_path / "results_1.json").write_text(json.dumps(content))
    with pytest.raises(VerilodeError, match=why):
        RUNNERS.build(runner).results(tmp_path)


@pytest.mark.parametrize("runner", RUNNERS.names())
def test_no_results_are_no_success(tmp_path: Path, runner: str) -> None:
    with pytest.raises(VerilodeError, match="wrote no results; see runner.log"):
        RUNNERS.build(runner).results(tmp_path)
