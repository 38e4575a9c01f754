"""Hugging Face data set folders: as `save_to_disk` writes them, and as they lie on the Hub."""

import json
import re
from collections.abc import Callable, Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import yaml

from pipelines.core.errors import VerilodeError

SPLIT_WORDS = {
    "train": "train training",
    "validation": "validation valid val dev",
    "test": "test testing eval evaluation",
}
_SPLIT_OF = {word: split for split, words in SPLIT_WORDS.items() for word in words.split()}
_WORD = re.compile(r"[a-z]+")
_FRONT_MATTER = re.compile(r"\A---\n(.*?)^---", re.DOTALL | re.MULTILINE)
_ABOUT = re.compile(r"(readme|license|licence|changelog|citation|dataset_infos?|state|dataset_dict)\b.*", re.IGNORECASE)
_LARGEST_CARD = 1024 * 1024
_PROJECT = "verilode.yaml"

Found = list[tuple[Path, str | None]]


def files_of(folder: Path, readable: Callable[[Path], bool], config: str | None = None) -> Found:
    """The data files of a folder, from it, in order, each with its split.

    Args:
        folder: A folder.
        readable: Whether there is a reader for a file.
        config: Which configuration of the data set, where its README names several.

    Raises:
        VerilodeError: where there is no data in it, or its own description does not fit.
    """
    if (folder / "dataset_dict.json").is_file():
        return _saved_splits(folder)
    if (folder / "state.json").is_file():
        return _saved(folder, Path())
    configs = _configs(folder)
    found = _configured(folder, configs, config) if configs else _by_name(folder, readable)
    if not found:
        raise VerilodeError(
            "a folder without data files; a data set has state.json, dataset_dict.json, or files in a known format",
            file=folder,
        )
    return found


def _saved_splits(folder: Path) -> Found:
    splits = _described(folder / "dataset_dict.json").get("splits")
    if not isinstance(splits, list) or not all(isinstance(name, str) for name in splits):
        raise VerilodeError("it names no splits", file=folder / "dataset_dict.json")
    return [(file, name) for name in splits for file, _ in _saved(folder, Path(name))]


def _saved(folder: Path, inner: Path) -> Found:
    state_file = folder / inner / "state.json"
    state = _described(state_file)
    if state.get("_indices_data_files"):
        raise VerilodeError("rows chosen by an index; save the data set again with a newer datasets", file=state_file)
    try:
        names = [entry["filename"] for entry in state["_data_files"]]
        split = None if state.get("_split") is None else str(state["_split"])
    except (KeyError, TypeError):
        raise VerilodeError("it names no data files", file=state_file) from None
    return [(_inside(folder, inner / name), split) for name in names]


def _described(file: Path) -> dict[str, Any]:
    try:
        found = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as damage:
        raise VerilodeError(f"cannot be read: {damage}", file=file) from None
    if not isinstance(found, dict):
        raise VerilodeError("it is not a JSON object", file=file)
    return found


def _inside(folder: Path, name: Path) -> Path:
    """A data set names its own files only."""
    if not (folder / name).resolve().is_relative_to(folder.resolve()):
        raise VerilodeError(f"it names a file outside: {ascii(str(name))}", file=folder)
    return name


def _configs(folder: Path) -> dict[str, Any]:
    """The `configs` of a README's front matter by name; those that name no data files are left out."""
    card = folder / "README.md"
    if not card.is_file() or card.stat().st_size > _LARGEST_CARD:
        return {}
    front = _FRONT_MATTER.match(card.read_text("utf-8", "replace"))
    try:
        entries = (yaml.safe_load(front[1]) or {}).get("configs") if front else None
        return {str(each["config_name"]): each for each in entries or [] if each.get("data_files")}
    except (yaml.YAMLError, AttributeError, KeyError, TypeError, RecursionError):
        raise VerilodeError("the configs in its front matter cannot be understood", file=card) from None


def _configured(folder: Path, configs: dict[str, Any], wanted: str | None) -> Found:
    defaults = [name for name, each in configs.items() if each.get("default") is True or name == "default"]
    name = wanted or (next(iter(defaults or configs)) if defaults or len(configs) == 1 else None)
    if name not in configs:
        asked = f"no configuration {name!r}; " if name else "several configurations; choose one with config=NAME: "
        raise VerilodeError(f"{asked}there are: {', '.join(configs)}", file=folder)
    return [
        (file, split)
        for split, pattern in _patterns(configs[name]["data_files"])
        for file in _matching(folder, pattern)
    ]


def _patterns(data_files: Any) -> Iterator[tuple[str, str]]:
    """Split and pattern of each entry: the card may have one path, a list of them, or objects with split and path."""
    for entry in data_files if isinstance(data_files, list) else [data_files]:
        named = entry if isinstance(entry, dict) else {"path": entry}
        paths = named.get("path")
        for path in paths if isinstance(paths, list) else [paths]:
            yield str(named.get("split", "train")), str(path)


def _matching(folder: Path, pattern: str) -> list[Path]:
    if pattern.startswith("/") or ".." in Path(pattern).parts or not pattern:
        raise VerilodeError(f"a file pattern that leads outside: {ascii(pattern)}", file=folder / "README.md")
    found = sorted(path.relative_to(folder) for path in folder.glob(pattern) if path.is_file())
    if not found:
        raise VerilodeError(f"no file fits {ascii(pattern)}, which its README names", file=folder)
    return [_inside(folder, path) for path in found]


def _by_name(folder: Path, readable: Callable[[Path], bool]) -> Found:
    """Every readable file but descriptions, its split from the words of its name and folders."""
    files = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    if any(file.name == _PROJECT for file in files):
        raise VerilodeError(f"a folder with a project in it ({_PROJECT}); name the files to read", file=folder)
    data = [file for file in files if readable(file) and not _is_about(file)]
    return [(_inside(folder, file), _split_of(file)) for file in data]


def _is_about(file: Path) -> bool:
    hidden = any(fnmatch(part, "[._]*") for part in file.parts)
    return hidden or _ABOUT.fullmatch(file.name) is not None


def _split_of(file: Path) -> str | None:
    words = [word for part in reversed(file.parts) for word in _WORD.findall(part.lower())]
    return next((_SPLIT_OF[word] for word in words if word in _SPLIT_OF), None)
