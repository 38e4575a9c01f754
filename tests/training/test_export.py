"""Merging: one folder that decides as base and adapter do, with its lineage; a wrong one is not left behind."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project
from tests.fakes.command_line import Shell
from tests.fakes.frozen import frozen
from tests.fakes.runs import made_run
from tests.fakes.small_models import causal_model
from training.export import check_parity, export_run
from training.models.identity import model_hash
from training.models.load import read_note

pytestmark = pytest.mark.train
CONVERTER = """
import pathlib, sys
model, out = sys.argv[1], sys.argv[sys.argv.index("--outfile") + 1]
if not (pathlib.Path(model) / "config.json").exists(): sys.exit("no config.json")
pathlib.Path(out).write_bytes(b"GGUF " + sys.argv[-1].encode())
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A snapshot, a base and an adapter."""
    project = frozen(tmp_path_factory.mktemp("export"))
    base = causal_model(project.root / "base", window=512)
    made_run(project.runs / "aaa1", base, seed=3, snapshot=next(project.snapshots.iterdir()))
    return project


@pytest.fixture(scope="module")
def merged(project: Project) -> Any:
    """The adapter merged in float32, where it goes by default."""
    return export_run(project, "aaa1", prompts=4)


def test_the_merged_model_decides_as_base_and_adapter_do(project: Project, merged: Any) -> None:
    assert merged.parity["passed"]
    assert merged.parity["largest"] < 1e-3
    assert (merged.parity["equal"], merged.parity["answers_equal"], merged.parity["prompts"]) == (1.0, 1.0, 4)
    assert merged.folder == str(project.runs / "aaa1" / "merged")


def test_its_note_says_what_it_is_made_of(project: Project, merged: Any) -> None:
    note = read_note(Path(merged.folder))
    origin = note["merged_from"]
    assert note["model_hash"] == model_hash(Path(merged.folder)) == merged.model_hash
    assert (origin["run"], origin["base_hash"]) == ("aaa1", model_hash(project.root / "base"))
    assert origin["adapter_hash"] == model_hash(project.runs / "aaa1" / "model")


def test_the_folder_is_a_model_with_its_words_and_its_card(merged: Any) -> None:
    names = {file.name for file in Path(merged.folder).iterdir()}
    assert {"config.json", "model.safetensors", "tokenizer.json", "chat_template.jinja", "README.md"} <= names
    assert "base_model_relation: merge" in (Path(merged.folder) / "README.md").read_text()


def test_parity_alone_finds_another_model(project: Project, merged: Any) -> None:
    assert check_parity(project, "aaa1", prompts=2)["passed"]
    shell = Shell(project.root)
    other = shell("parity aaa1 base --prompts 2 --json")
    assert other.code == 1
    assert other.result["parity"]["passed"] is False
    assert "do not decide alike" in other.err


def test_a_merge_that_fails_its_comparison_leaves_nothing(project: Project, tmp_path: Path) -> None:
    run = shutil.copytree(project.runs / "aaa1", project.runs / "broken9")
    try:
        claim_another_base(run)
        with pytest.raises(VerilodeError, match="broken9"):
            export_run(project, "broken9", tmp_path / "out")
    finally:
        shutil.rmtree(run)
    assert list(tmp_path.iterdir()) == []


def claim_another_base(run: Path) -> None:
    """The adapter belongs to another base than the note says."""
    note = json.loads((run / "model" / "verilode.json").read_text())
    (run / "model" / "verilode.json").write_text(json.dumps({**note, "base_hash": "0" * 64}))


def test_a_folder_that_exists_is_left_alone(project: Project, tmp_path: Path) -> None:
    with pytest.raises(VerilodeError, match="exists already"):
        export_run(project, "aaa1", tmp_path)


def test_gguf_is_made_by_the_converter_that_is_named(project: Project, tmp_path: Path) -> None:
    (tmp_path / "convert.py").write_text(CONVERTER)
    made = export_run(
        project, "aaa1", tmp_path / "out", format="gguf", prompts=2, converter=str(tmp_path / "convert.py")
    )
    assert (tmp_path / "out" / "aaa1-float32.gguf").read_bytes() == b"GGUF f32"
    assert "the GGUF file itself was not" in made.note
    assert not list((tmp_path / "out").glob("*.safetensors"))
    assert [entry.name for entry in tmp_path.iterdir() if entry.name.startswith(".")] == []


def test_without_a_converter_nothing_is_merged(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(VerilodeError, match="GGUF needs llama.cpp's convert_hf_to_gguf.py"):
        export_run(project, "aaa1", format="gguf")
    assert not (project.runs / "aaa1" / "gguf").exists()
