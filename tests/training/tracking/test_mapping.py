"""What MLflow and Weights & Biases are told, seen by a stand-in module that writes down its calls.

Both libraries stay out of our environment (MLflow wants an older pyarrow), so their real servers are not tested here.
"""

import json
from pathlib import Path

import pytest

from .conftest import ID, reported

NOTES = """
import json, os
from types import SimpleNamespace
def note(name, given):
    with open(os.environ["NOTES"], "a") as out:
        out.write(json.dumps([name, given]) + "\\n")
"""
WANDB = (
    NOTES
    + """
class Run:
    def log(self, figures, step): note("log", [figures, step])
    def finish(self, exit_code): note("finish", exit_code)
def init(**given):
    note("init", given)
    return Run()
"""
)
MLFLOW = (
    NOTES
    + """
def set_tracking_uri(uri): note("uri", uri)
def set_experiment(name): note("experiment", name)
def search_runs(experiment_names, filter_string, output_format):
    note("search", filter_string)
    return [SimpleNamespace(info=SimpleNamespace(run_id="r1"))] if os.environ.get("SEEN") else []
def start_run(**given): note("start", given)
def log_params(params): note("params", params)
def log_metrics(metrics, step): note("metrics", [metrics, step])
def end_run(status): note("end", status)
"""
)


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NOTES", str(tmp_path / "notes.jsonl"))
    for name in ("WANDB_MODE", "MLFLOW_TRACKING_URI"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "fakes").mkdir()
    (tmp_path / "fakes" / "wandb.py").write_text(WANDB)
    (tmp_path / "fakes" / "mlflow.py").write_text(MLFLOW)
    return tmp_path / "notes.jsonl"


def told(notes: Path) -> list[list[object]]:
    return [json.loads(line) for line in notes.read_text().splitlines()]


def test_wandb_stays_offline_and_goes_on_with_the_run_of_the_same_id(run: Path, notes: Path) -> None:
    reported(run, "wandb", notes.parent / "fakes")
    (_, given), *others = told(notes)
    place = str(run.parent.parent / "tracking" / "wandb")
    wanted = {"project": "clinic", "id": ID, "name": ID, "mode": "offline", "resume": "allow", "dir": place}
    assert {name: given[name] for name in wanted} == wanted
    assert given["config"]["steps"] == 300
    assert others == [
        ["log", [{"rows": 20}, 0]],
        ["log", [{"loss": 0.5}, 10]],
        ["log", [{"loss": 0.25, "eval_loss": 0.75}, 20]],
        ["finish", 0],
    ]


def test_mlflow_writes_a_local_database_with_flat_parameters(run: Path, notes: Path) -> None:
    reported(run, "mlflow", notes.parent / "fakes", rows=[{"step": 10, "loss": 0.5}])
    calls = told(notes)
    place = run.parent.parent / "tracking" / "mlflow" / "mlflow.db"
    assert [call for call in calls if call[0] != "params"] == [
        ["uri", f"sqlite:///{place}"],
        ["experiment", "clinic"],
        ["search", f"tags.verilode_run = '{ID}'"],
        ["start", {"run_name": ID, "tags": {"verilode_run": ID}}],
        ["metrics", [{"loss": 0.5}, 10]],
        ["end", "FINISHED"],
    ]
    assert dict(calls)["params"]["learning_rate"] == "0.0002"


def test_mlflow_takes_up_its_own_run_on_the_server_it_is_given(run: Path, notes: Path) -> None:
    server = {"MLFLOW_TRACKING_URI": "http://127.0.0.1:9", "SEEN": "1"}
    reported(run, "mlflow", notes.parent / "fakes", rows=[], **server)
    assert [name for name, _ in told(notes)] == ["experiment", "search", "start", "end"]
    assert ["start", {"run_id": "r1"}] in told(notes)
