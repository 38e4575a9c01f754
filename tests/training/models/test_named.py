"""Models by name: the base, runs, the newest, aliases; and what each wrong name is answered."""

import json
import os
from pathlib import Path

import pytest

from pipelines.core.errors import VerilodeError
from pipelines.store.event import Event
from pipelines.store.project import Project
from training.config import RunConfig, write_config
from training.models.identity import NOTE, model_hash
from training.models.named import named


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Runs ab1 (older) and ab2 with models, and cc3 without one."""
    (tmp_path / "verilode.yaml").write_text("name: three\n")
    for name, age in (("ab2", 0), ("ab1", 9), ("cc3", 0)):
        folder = tmp_path / "runs" / name
        config = RunConfig(str(tmp_path / "snapshots" / "5nap"), str(tmp_path / "base"), "b" * 64, dtype="bfloat16")
        write_config(folder / "run.yaml", config)
        os.utime(folder / "run.yaml", (1000 - age, 1000 - age))
        if name != "cc3":
            give_model(folder, f"hash of {name}")
    return Project.open(tmp_path)


def give_model(folder: Path, hashed: str, **more: str) -> None:
    (folder / "model").mkdir(exist_ok=True)
    note = {"base_hash": "b" * 64, "adapter": "lora", "model_hash": hashed, **more}
    (folder / "model" / NOTE).write_text(json.dumps(note))


def promote(project: Project, alias: str, run: str, hashed: str) -> None:
    payload = {"run": run, "model_hash": hashed}
    project.events.append(Event(f"{alias}-{run}", "model.promoted", alias, "ada", payload))


def test_a_run_by_its_id_its_beginning_or_as_the_newest(project: Project) -> None:
    assert {name: named(project, name).run for name in ("ab1", "ab2", "latest")} == {
        "ab1": "ab1",
        "ab2": "ab2",
        "latest": "ab2",
    }


def test_a_run_says_all_that_loading_it_needs(project: Project) -> None:
    model = named(project, "ab1")
    assert (model.base, model.tuned) == (project.root / "base", project.runs / "ab1" / "model")
    assert (model.model_hash, model.base_hash) == ("hash of ab1", "b" * 64)
    assert (model.dtype, model.adapter, model.snapshot, model.role) == ("bfloat16", "lora", "5nap", "")


def test_the_base_is_that_of_the_newest_run(project: Project) -> None:
    model = named(project, "base")
    assert (model.base, model.tuned, model.run, model.model_hash) == (project.root / "base", None, None, "b" * 64)


def test_a_base_by_its_folder_is_hashed(project: Project) -> None:
    other = project.root / "other"
    other.mkdir()
    (other / "model.safetensors").write_bytes(b"weights")
    model = named(project, f"base:{other}")
    assert (model.base, model.model_hash, model.base_hash) == (other, model_hash(other), model_hash(other))


def test_an_alias_is_the_run_it_was_moved_to_last(project: Project) -> None:
    promote(project, "current", "ab1", "hash of ab1")
    promote(project, "current", "ab2", "hash of ab2")
    assert named(project, "current").run == "ab2"


def test_an_alias_whose_run_was_trained_anew_is_refused(project: Project) -> None:
    promote(project, "current", "ab1", "another hash")
    with pytest.raises(VerilodeError, match="names another model than run ab1 holds now"):
        named(project, "current")


def test_a_role_is_told(project: Project) -> None:
    give_model(project.runs / "ab1", "x", role="reward")
    assert named(project, "ab1").role == "reward"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("ab", "2 runs begin with 'ab'; give more of the id"),
        ("cc3", "run cc3 has no finished model"),
        ("zz", 'a model is called base, base:PATH, latest, an alias such as current, or a run .*not "zz"'),
        ("", "no such model"),
        ("../runs/ab1", "no such model"),
        ("*", "no such model"),
        ("base:org/none", "fetch it: verilode models fetch org/none"),
    ],
)
def test_a_wrong_name_says_what_is_known(project: Project, name: str, says: str) -> None:
    with pytest.raises(VerilodeError, match=says):
        named(project, name)


def test_a_damaged_run_is_one_line(project: Project) -> None:
    (project.runs / "ab1" / "run.yaml").write_text("[1]")
    with pytest.raises(VerilodeError, match="run.yaml: damaged"):
        named(project, "ab1")


def test_before_any_run_the_demos_base_does_not_exist(tmp_path: Path) -> None:
    (tmp_path / "verilode.yaml").write_text("name: none\n")
    with pytest.raises(VerilodeError, match="the demo's base is built by the first run"):
        named(Project.open(tmp_path), "base")
