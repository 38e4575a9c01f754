"""Identity of model folders: what changes it, what does not, and what is refused."""

import json
from pathlib import Path

import pytest

from pipelines.core.errors import VerilodeError
from training.models.identity import check_model, model_hash, weights_hash


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A model as far as its identity is concerned: bytes of weights, and two configurations."""
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"weights")
    (folder / "config.json").write_text('{"model_type": "llama"}')
    (folder / "tokenizer_config.json").write_text("{}")
    return folder


@pytest.mark.parametrize("name", ["model.safetensors", "config.json", "chat_template.jinja", "tokenizer.json"])
def test_whatever_changes_the_answers_changes_the_hash(model, name):
    before = model_hash(model)
    (model / name).write_text('{"changed": 1}')
    assert model_hash(model) != before


@pytest.mark.parametrize("name", ["README.md", "verilode.json"])
def test_words_about_the_model_do_not(model, name):
    before = model_hash(model)
    (model / name).write_text("{}")
    assert model_hash(model) == before


def test_equal_folders_elsewhere_are_the_same_model(model, tmp_path):
    assert model_hash(model) == model_hash(model.rename(tmp_path / "moved"))


def test_weights_are_the_same_under_another_configuration(model):
    weights, whole = weights_hash(model), model_hash(model)
    (model / "config.json").write_text('{"model_type": "llama", "use_cache": false}')
    assert weights_hash(model) == weights
    assert model_hash(model) != whole


@pytest.mark.parametrize("name", ["pytorch_model.bin", "old.pt", "rng.pth", "extra.pkl", "training_args.bin"])
def test_pickles_are_refused(model, name):
    (model / name).write_bytes(b"")
    with pytest.raises(VerilodeError, match=f"pickled weights .{name}.*convert to safetensors"):
        check_model(model)


@pytest.mark.parametrize("where", ["config.json", "tokenizer_config.json"])
def test_code_of_its_own_is_refused_however_deep(model, where):
    (model / where).write_text(json.dumps({"text": [{"auto_map": {"AutoModel": "evil.Model"}}]}))
    with pytest.raises(VerilodeError, match="code of its own"):
        check_model(model)


def test_a_folder_without_weights_is_no_model(model):
    (model / "model.safetensors").unlink()
    with pytest.raises(VerilodeError, match="no safetensors weights"):
        check_model(model)


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(VerilodeError, match="nowhere: no such model folder"):
        model_hash(tmp_path / "nowhere")
