"""Starting a run: what is refused before anything starts, what a second start does, and one run from end to end."""

import json
import os
import shutil
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.core.errors import VerilodeError
from pipelines.core.progress import Progress, reporting_to
from pipelines.store.project import Project
from pipelines.store.snapshots import list_snapshots
from tests.fakes.frozen import frozen
from training.alive import traces
from training.base.built import cache_folder, general_files, tiny_base, tiny_texts
from training.base.tiny import TinyOptions, build_tiny
from training.config import RunConfig, write_config
from training.configure import configure
from training.models.identity import model_hash
from training.start import train

SMALL = TinyOptions(hidden=32, layers=2, steps=4, batch_size=8)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A frozen project, and an empty cache of base models."""
    monkeypatch.setenv("VERILODE_CACHE", str(tmp_path / "cache"))
    return frozen(tmp_path / "project")


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A folder that looks like a model, as far as nobody loads it."""
    folder = tmp_path / "base"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"weights")
    (folder / "config.json").write_text("{}")
    return folder


def refused(project: Project, **given: object) -> str:
    with pytest.raises(VerilodeError) as told:
        train(project, **given)
    return str(told.value)


def events(project: Project) -> list[tuple[str, str | None]]:
    return [(event.kind, event.payload.get("reason")) for event in project.events.events("run.*")]


def test_nothing_to_train_on_names_the_command(tmp_path: Path) -> None:
    (tmp_path / "verilode.yaml").write_text("name: empty\n")
    assert refused(Project.open(tmp_path)).endswith("make one with: verilode snapshot create")


@pytest.mark.parametrize("file", ["data/train.parquet", "data/test.parquet", "SEAL"])
def test_one_changed_bit_in_a_snapshot_is_refused_before_anything_starts(project: Project, file: str) -> None:
    (snapshot,) = list_snapshots(project.snapshots)
    content = bytearray((snapshot.folder / file).read_bytes())
    content[len(content) // 2] ^= 1
    (snapshot.folder / file).write_bytes(content)
    assert refused(project).startswith(f"snapshot {snapshot.id} is not as it was frozen: ")
    assert (project.runs.exists(), cache_folder().exists(), events(project)) == (False, False, [])


def test_a_snapshot_with_leaks_is_refused(tmp_path: Path) -> None:
    leaking = frozen(tmp_path, leaks=3)
    assert refused(leaking).endswith("has 3 leaks between its splits")
    assert not leaking.runs.exists()


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"options": {"adapter": "prefix"}}, "adapter 'prefix' is unknown; known: full, lora, qlora"),
        ({"options": {"step": 5}}, "a run has no option 'step'"),
        ({"trainer": "sftt"}, "no trainer called 'sftt'; did you mean 'sft'?"),
        ({"base": "/no/such/base"}, "/no/such/base: no such model folder"),
        ({"snapshot": "feed"}, "no snapshot with id 'feed'"),
    ],
)
def test_a_mistake_is_told_before_a_base_is_built(project: Project, given: dict[str, object], reason: str) -> None:
    assert refused(project, **given).startswith(reason)
    assert not cache_folder().exists()


def test_general_rows_are_written_once(project: Project) -> None:
    files = general_files(project)
    assert [file.name for file in files] == [
        "general-pretrain.jsonl",
        "general-replay.jsonl",
        "general-test.jsonl",
    ]
    files.test.write_text("mine\n")
    assert general_files(project) == files
    assert files.test.read_text() == "mine\n"


@pytest.mark.train
def test_a_run_that_failed_can_be_started_again(project: Project, base: Path, tmp_path: Path) -> None:
    given = {"base": str(base), "options": {"replay_file": str(tmp_path / "later.jsonl")}}
    first = refused(project, **given)
    (tmp_path / "later.jsonl").write_text("{}\n")
    second = refused(project, **given)
    assert "later.jsonl: cannot be read" in first
    assert "later.jsonl:1: needs instruction and response" in second
    assert events(project) == [
        ("run.started", None),
        ("run.failed", first),
        ("run.started", None),
        ("run.failed", second),
    ]
    (run,) = project.runs.iterdir()
    assert json.loads((run / "status.json").read_text())["state"] == "failed"


def configured(project: Project, base: Path) -> RunConfig:
    """What `train` makes of the base alone."""
    (snapshot,) = list_snapshots(project.snapshots)
    return RunConfig(str(snapshot.folder), str(base), model_hash(base), dtype="bfloat16")


def test_a_run_that_is_being_trained_is_not_started_twice(project: Project, base: Path) -> None:
    folder = project.runs / configured(project, base).id
    folder.mkdir(parents=True)
    (folder / "run.yaml").write_text("{}")
    (folder / "status.json").write_text(json.dumps({"state": "running", **traces()}))
    assert refused(project, base=str(base)).endswith(f"is being trained already, by process {os.getpid()}")
    assert events(project) == []


def test_a_finished_run_is_not_repeated(project: Project, base: Path) -> None:
    folder = project.runs / configured(project, base).id
    (folder / "model").mkdir(parents=True)
    (folder / "run.yaml").write_text("steps: 300\n")
    (folder / "model" / "verilode.json").write_text("{}")
    (folder / "model" / "model.safetensors").write_bytes(b"weights")
    assert [train(project, base=str(base)).folder for _ in range(2)] == [folder, folder]
    assert events(project) == [("run.finished", None)], "trained elsewhere: noted when it is first asked for"


def test_the_cache_is_the_users_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VERILODE_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", "/users/ann/cache")
    assert cache_folder() == Path("/users/ann/cache/verilode/base")
    monkeypatch.setenv("VERILODE_CACHE", "/big/disk")
    assert cache_folder() == Path("/big/disk/base")


def cancel_first(project: Project) -> None:
    """Start the run and stop its worker at the first step it reports."""

    def stop(report: Progress) -> None:
        if report.label == "training":
            (status,) = project.runs.glob("*/status.json")
            os.kill(json.loads(status.read_text())["pid"], signal.SIGTERM)

    with reporting_to(stop):
        assert refused(project, **STEPS).endswith("of 60; the same command takes it up there")


STEPS = {"options": {"adapter": "full", "steps": 60, "batch_size": 4, "eval_every": 1000, "max_length": 64}}


@pytest.mark.train
def test_a_base_is_built_once_and_a_cancelled_run_is_taken_up_again(project: Project, tmp_path: Path) -> None:
    (snapshot,) = list_snapshots(project.snapshots)
    built = tiny_base(project, snapshot, SMALL)
    made, content = built.stat().st_mtime_ns, model_hash(built)
    here = build_tiny(tmp_path / "here", tiny_texts(snapshot), general_files(project).pretrain, SMALL)
    assert model_hash(here) == content, "another process builds another base"
    assert [path.name for path in cache_folder().iterdir()] == [built.name]

    STEPS["base"] = str(built)
    cancel_first(project)
    (run,) = project.runs.iterdir()
    status = json.loads((run / "status.json").read_text())
    assert status["state"] == "failed"
    assert status["reason"].startswith("stopped at step ")
    assert not (run / "model").exists()

    done = train(project, **STEPS)
    assert (done.folder, done.state) == (run, "finished")
    assert [kind for kind, _ in events(project)] == [
        "run.started",
        "run.failed",
        "run.started",
        "run.finished",
    ]
    assert max(row["step"] for row in done.metrics()) == 60
    assert (tiny_base(project, snapshot, SMALL), built.stat().st_mtime_ns, model_hash(built)) == (
        built,
        made,
        content,
    )
    assert (run / "worker.log").read_text() == "", "what the libraries print is noise beside progress and metrics"


def test_to_go_on_from_a_run_takes_its_base_and_no_other(project: Project, base: Path, tmp_path: Path) -> None:
    folder = project.runs / "earlier"
    write_config(folder / "run.yaml", replace(configured(project, base), lora_r=4))
    (folder / "model").mkdir()
    (folder / "model" / "verilode.json").write_text("{}")
    (folder / "model" / "adapter_model.safetensors").write_bytes(b"adapter")
    found = configure(project, start="earlier")
    assert (found.base, found.base_hash, found.lora_r) == (str(base), model_hash(base), 4)
    assert (found.start, found.start_hash) == (str(folder / "model"), model_hash(folder / "model"))

    other = shutil.copytree(base, tmp_path / "other")
    (other / "model.safetensors").write_bytes(b"other weights")
    assert f"run earlier was trained on base {model_hash(base)[:12]}" in refused(
        project, base=str(other), start="earlier"
    )
