"""Starting an endpoint: which models, one base, no open door; and the line for vLLM."""

import json
import os
import shlex
import shutil
from pathlib import Path

import pytest

from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project
from tests.fakes.command_line import Shell
from tests.fakes.promotable import measured_run
from training.alive import traces
from training.models.identity import model_hash
from training.promotion import promote
from training.serving.order import read_order, write_order
from training.serving.start import _sweep, default_models, make_order, running, vllm_line


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two adapters of rank 8 and 24, and a whole model, all of one base; only copied."""
    root = tmp_path_factory.mktemp("three")
    (root / "verilode.yaml").write_text("name: three\n")
    project = Project.open(root)
    for name, rank in (("aaa1", 8), ("bbb2", 24), ("fff3", 0)):
        measured_run(project, name, 40)
        if rank:
            as_adapter(project.runs / name / "model", rank)
    return root


@pytest.fixture
def project(made: Path, tmp_path: Path) -> Project:
    """A copy of the test's own."""
    return Project.open(shutil.copytree(made, tmp_path / "three"))


def as_adapter(model: Path, rank: int) -> None:
    (model / "adapter_config.json").write_text(json.dumps({"r": rank}))
    change(model, adapter="lora", model_hash=model_hash(model))


def change(model: Path, **entries: str) -> None:
    note = json.loads((model / "verilode.json").read_text())
    (model / "verilode.json").write_text(json.dumps({**note, **entries}))


def test_an_alias_is_served_under_both_its_names(project: Project) -> None:
    promote(project, "fff3")
    order = make_order(project, ["base", "current", "aaa"])
    assert [(model.id, model.run) for model in order.models] == [
        ("base", ""),
        ("current", "fff3"),
        ("fff3", "fff3"),
        ("aaa", "aaa1"),
        ("aaa1", "aaa1"),
    ]
    assert order.models[1].fingerprint == order.models[2].fingerprint


def test_without_names_base_and_current_are_served(project: Project) -> None:
    assert default_models(project) == ["base", "latest"]
    promote(project, "fff3")
    assert default_models(project) == ["base", "current"]


def test_a_model_of_another_base_is_refused_in_one_line(project: Project) -> None:
    change(project.runs / "bbb2" / "model", base_hash="c" * 64)
    with pytest.raises(VerilodeError, match="bbb2 belongs to base cccccccccccc, aaa1 to base bbbbbbbbbbbb; .* apart"):
        make_order(project, ["aaa1", "bbb2"])


def test_a_model_that_scores_is_not_served(project: Project) -> None:
    change(project.runs / "bbb2" / "model", role="reward")
    with pytest.raises(VerilodeError, match="bbb2 is a reward model: it gives scores"):
        make_order(project, ["bbb2"])


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "example"])
def test_an_address_others_reach_needs_a_key(project: Project, monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    with pytest.raises(VerilodeError, match="set a key callers must show: VERILODE_API_KEY"):
        make_order(project, ["aaa1"], host=host)
    monkeypatch.setenv("VERILODE_API_KEY", "secret")
    assert make_order(project, ["aaa1"], host=host).host == host


def test_an_order_is_read_as_it_was_written_and_holds_no_key(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VERILODE_API_KEY", "secret")
    order = make_order(project, ["base", "aaa1"], port=0, dtype=None)
    write_order(tmp_path, order)
    assert read_order(tmp_path) == order
    assert "secret" not in (tmp_path / "serve.json").read_text()


def test_only_endpoints_that_live_are_found(project: Project) -> None:
    order = make_order(project, ["base", "aaa1"])
    for name, life in (("1", traces()), ("2", {**traces(), "boot": "before the power cut"})):
        write_order(project.root / "serving" / name, order)
        address = json.dumps({"url": f"http://127.0.0.1:{name}", **life})
        (project.root / "serving" / name / "address.json").write_text(address)
    assert [(one.url, [m.id for m in one.models]) for one in running(project)] == [
        ("http://127.0.0.1:1", ["base", "aaa1"])
    ]


def test_the_vllm_line_names_every_adapter(project: Project, made: Path) -> None:
    words = shlex.split(vllm_line(make_order(project, ["base", "aaa1", "bbb2"], port=8123)))
    assert words[:3] == ["vllm", "serve", str(made / "base")]
    assert words[words.index("--max-lora-rank") + 1] == "32"
    assert words[words.index("--served-model-name") + 1] == "base"
    assert words[words.index("--lora-modules") + 1 :] == [
        f"aaa1={project.runs / 'aaa1' / 'model'}",
        f"bbb2={project.runs / 'bbb2' / 'model'}",
    ]
    with pytest.raises(VerilodeError, match="fff3 is a whole model"):
        vllm_line(make_order(project, ["aaa1", "fff3"]))


def test_the_command_prints_it(project: Project) -> None:
    assert "--lora-modules aaa1=" in Shell(project.root)("serve aaa1 --print-vllm").out


def test_the_base_is_that_of_the_models_beside_it(project: Project) -> None:
    newest = project.runs / "fff3"
    file = newest / "run.yaml"
    file.write_text(file.read_text().replace("b" * 64, "d" * 64))
    change(newest / "model", base_hash="d" * 64)
    assert {model.base_hash for model in make_order(project, ["base", "aaa1"]).models} == {"b" * 64}


def test_what_killed_endpoints_left_is_swept_and_one_that_begins_is_not(project: Project, tmp_path: Path) -> None:
    order = make_order(project, ["base", "aaa1"])
    for name in (f"{os.getpid()}-begins", "999999999-gone"):
        write_order(project.root / "serving" / name, order)
    _sweep(project)
    assert [folder.name for folder in (project.root / "serving").iterdir()] == [f"{os.getpid()}-begins"]
