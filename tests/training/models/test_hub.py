"""Bases by hub name: from this computer alone, unless they are fetched on purpose; never code, never pickles."""

import json
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.core.errors import VerilodeError
from tests.fakes.hub import COMMIT, hub
from training.models.hub import base_folder, fetch
from training.models.identity import model_hash

HEADER = json.dumps({"w": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}}).encode()
WEIGHTS = struct.pack("<Q", len(HEADER)) + HEADER + bytes(24)
FILES = {
    "config.json": b"{}",
    "model.safetensors": WEIGHTS,
    "README.md": b"---\nlicense: mit\n---\n",
    "pytorch_model.bin": b"pickled",
    "modeling_own.py": b"print('code')",
    "tokenizer.model": b"words",
}


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty hub cache, for this process and those it starts."""
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    return tmp_path


def put(cache: Path, repository: str) -> Path:
    """A repository as the hub's library leaves it."""
    place = cache / f"models--{repository.replace('/', '--')}"
    folder = place / "snapshots" / COMMIT
    folder.mkdir(parents=True)
    (place / "refs").mkdir()
    (place / "refs" / "main").write_text(COMMIT)
    for name in ("config.json", "model.safetensors", "README.md"):
        (folder / name).write_bytes(FILES[name])
    return folder


def test_a_name_is_looked_up_in_the_cache(cache: Path) -> None:
    folder = put(cache, "org/small")
    assert found(cache, "org/small") == folder
    assert found(cache, f"org/small@{COMMIT}") == folder


def found(cache: Path, name: str) -> Path:
    """The answer of a process of its own: the library reads where its cache is when it is first imported."""
    program = f"from training.models.hub import base_folder; print(base_folder({name!r}))"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return Path(ran.stdout.strip())


def test_what_is_not_there_is_one_line_that_says_how_to_fetch_it(cache: Path) -> None:
    with pytest.raises(
        VerilodeError, match="'org/none' is neither a folder nor on this computer; fetch it: verilode mod"
    ):
        base_folder("org/none")


def test_a_folder_goes_before_a_repository_of_that_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "org" / "small").mkdir(parents=True)
    (tmp_path / "org" / "small" / "model.safetensors").write_bytes(WEIGHTS)
    assert base_folder("org/small") == tmp_path / "org" / "small"


@pytest.mark.parametrize("name", ["nowhere", "/no/such/place", "../a/b", ""])
def test_a_path_that_is_no_model_is_refused(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(VerilodeError, match="no such model folder|holds no safetensors"):
        base_folder(name)


def test_fetching_takes_weights_and_words_alone(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with hub("org/small", FILES) as remote:
        monkeypatch.setenv("HF_ENDPOINT", remote.url)
        folder, hashed = fetch("org/small")
    assert sorted(remote.fetched) == ["README.md", "config.json", "model.safetensors", "tokenizer.model"]
    assert sorted(path.name for path in folder.iterdir()) == sorted(remote.fetched)
    assert hashed == model_hash(folder)


def test_a_repository_that_is_not_there_is_one_line(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with hub("org/small", FILES) as remote:
        monkeypatch.setenv("HF_ENDPOINT", remote.url)
        with pytest.raises(VerilodeError, match="cannot fetch org/other: ") as refused:
            fetch("org/other")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("name", ["small", "https://x/y", "a/b/c", "../b"])
def test_only_a_repository_can_be_fetched(name: str) -> None:
    with pytest.raises(VerilodeError, match="is not the name of a hub repository"):
        fetch(name)
