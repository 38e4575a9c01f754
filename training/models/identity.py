"""What a model folder is: a content hash over its weights and words, and a refusal of anything that is code."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from pipelines.core.errors import VerilodeError
from pipelines.core.ids import digest

PICKLES = {".bin", ".pt", ".pth", ".pkl", ".pickle", ".ckpt"}
NOTE = "verilode.json"
"""Our own note beside a model: which base it belongs to. It is about the model and not part of it."""
_SPEAKING = {".safetensors", ".json", ".jinja", ".model", ".txt"}


def model_hash(folder: Path) -> str:
    """SHA-256 over names and bytes of the files that decide what the model says (weights, configs, tokenizer).

    Raises:
        VerilodeError: for a folder without safetensors weights, with pickled weights or with code of its own.
    """
    check_model(folder)
    return _hash(p for p in folder.iterdir() if p.suffix in _SPEAKING and p.name != NOTE)


def weights_hash(folder: Path) -> str:
    """SHA-256 over the weights alone: equal for a model that was saved again with another configuration."""
    return _hash(folder.glob("*.safetensors"))


def _hash(files: Iterable[Path]) -> str:
    parts = []
    for path in sorted(files):
        with path.open("rb") as stream:
            parts.append([path.name, hashlib.file_digest(stream, "sha256").hexdigest()])
    return digest(parts)


def check_model(folder: Path) -> None:
    """Refuse what is not data: models are loaded from safetensors, without remote code, never from pickles."""
    if not folder.is_dir():
        raise VerilodeError("no such model folder", file=folder)
    pickles = [p.name for p in folder.iterdir() if p.suffix in PICKLES]
    if pickles:
        reason = f"holds pickled weights ({pickles[0]}), which can run code; convert to safetensors"
        raise VerilodeError(reason, file=folder)
    if not list(folder.glob("*.safetensors")):
        raise VerilodeError("holds no safetensors weights", file=folder)
    for name in ("config.json", "tokenizer_config.json"):
        if (folder / name).exists():
            _refuse_code(folder / name)


def _refuse_code(path: Path) -> None:
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as broken:
        raise VerilodeError(f"not JSON: {broken}", file=path) from None
    if _mentions(config, "auto_map") or _mentions(config, "trust_remote_code"):
        raise VerilodeError("asks for code of its own (auto_map or trust_remote_code); refused", file=path)


def _mentions(value: object, key: str) -> bool:
    if isinstance(value, dict):
        return any(name == key and inner or _mentions(inner, key) for name, inner in value.items())
    return isinstance(value, list) and any(_mentions(inner, key) for inner in value)
