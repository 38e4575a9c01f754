"""Bases on this computer: found once, sized from headers, with their terms."""

import json
import struct
from pathlib import Path

import pytest

from pipelines.store.project import Project
from tests.fakes.command_line import Shell
from training.bases import list_bases, parameters_of
from training.config import RunConfig, write_config
from training.models.identity import model_hash


def weights(*shapes: list[int]) -> bytes:
    header = {f"w{i}": {"dtype": "F32", "shape": shape, "data_offsets": [0, 0]} for i, shape in enumerate(shapes)}
    text = json.dumps({"__metadata__": {"format": "pt"}, **header}).encode()
    return struct.pack("<Q", len(text)) + text


def make_base(folder: Path, template: bool = True) -> Path:
    folder.mkdir(parents=True)
    (folder / "config.json").write_text("{}")
    (folder / "model-1.safetensors").write_bytes(weights([2, 3], [4]))
    (folder / "model-2.safetensors").write_bytes(weights([5]))
    if template:
        (folder / "tokenizer_config.json").write_text('{"chat_template": "{{ messages }}"}')
    return folder


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A recipe that names a base, a run on it, a base in our cache and one in the hub's."""
    monkeypatch.setenv("VERILODE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    base = make_base(tmp_path / "mine")
    (base / "README.md").write_text("---\nlicense: mit\n---\n")
    make_base(tmp_path / "cache" / "base" / "tiny-1", template=False)
    place = tmp_path / "hub" / "models--org--small"
    make_base(place / "snapshots" / "abc")
    (place / "refs").mkdir()
    (place / "refs" / "main").write_text("abc")
    (tmp_path / "verilode.yaml").write_text(f"name: one\ntrain: {{base: {base}}}\n")
    write_config(tmp_path / "runs" / "a1" / "run.yaml", RunConfig("s", str(base), "hash of the run"))
    return Project.open(tmp_path)


def test_each_is_found_once_the_projects_first(project: Project) -> None:
    found = [(base.name, base.where, base.parameters, base.licence, base.chat_template) for base in list_bases(project)]
    assert found == [
        (str(project.root / "mine"), "project", 15, "mit", True),
        (str(project.root / "cache" / "base" / "tiny-1"), "cache", 15, "unknown", False),
        ("org/small", "hub", 15, "unknown", True),
    ]


def test_hashes_are_those_of_runs_unless_every_byte_is_read(project: Project) -> None:
    assert [base.hash for base in list_bases(project)] == ["hash of the run", "", ""]
    read = list_bases(project, hashed=True)
    assert [base.hash for base in read] == [model_hash(Path(base.folder)) for base in read]


def test_one_that_cannot_be_used_says_why(project: Project) -> None:
    (project.root / "cache" / "base" / "tiny-1" / "pytorch_model.bin").write_bytes(b"pickle")
    assert "holds pickled weights" in list_bases(project, hashed=True)[1].problem


@pytest.mark.parametrize("damage", [b"", b"1234", struct.pack("<Q", 10**12), struct.pack("<Q", 2) + b"[]"])
def test_damaged_weights_have_no_size(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "model.safetensors").write_bytes(damage)
    assert parameters_of(tmp_path) is None


def test_the_command_lists_them_with_or_without_a_project(project: Project) -> None:
    lines = Shell(project.root)("models").out.splitlines()
    assert lines[0].endswith("15 parameters  chat template  licence mit  hash of the   project")
    assert len(Shell(project.root).json("models list")["bases"]) == 3
