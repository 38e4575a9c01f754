"""The base models on this computer, by what their files say; no weight is loaded."""

import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from pathlib import Path

from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project
from training.base.built import TINY, cache_folder
from training.cards.licence import terms_of
from training.models.hub import base_folder, fetched_bases
from training.models.identity import model_hash
from training.runs import list_runs


@dataclass(frozen=True, slots=True)
class Base:
    """One base model.

    Args:
        name: What `--base` takes: a hub name, or a folder.
        where: project, cache or hub.
        folder: Where it lies.
        parameters: From the headers of its weights; None where they cannot be read.
        licence: As its card says.
        chat_template: Whether its tokenizer has one, which training needs.
        hash: Content hash, empty where it was not computed.
        problem: Why it cannot be used, if it cannot.
    """

    name: str
    where: str
    folder: str
    parameters: int | None
    licence: str
    chat_template: bool
    hash: str
    problem: str = ""


def list_bases(project: Project | None = None, hashed: bool = False) -> list[Base]:
    """Every base found once, the project's own first.

    Args:
        project: Whose recipe and runs are looked at, too.
        hashed: Read every byte for the content hash; else only hashes that runs have recorded are told.
    """
    known = _hashes(project) if project else {}
    found: dict[Path, tuple[str, str]] = {}
    for name, where, folder in (*_of_project(project, known), *_cached(), *_of_hub()):
        found.setdefault(folder.resolve(), (name, where))
    return [_base(name, where, folder, known.get(folder, ""), hashed) for folder, (name, where) in found.items()]


def parameters_of(folder: Path) -> int | None:
    """Numbers in a model's weights, from the headers of its safetensors files.

    The format begins with the header's length as eight bytes, little-endian, then the header as JSON.
    """
    try:
        return sum(map(_parameters, sorted(folder.glob("*.safetensors"))))
    except (OSError, ValueError, KeyError, TypeError, struct.error, AttributeError):
        return None


def _parameters(file: Path) -> int:
    with file.open("rb") as stream:
        (length,) = struct.unpack("<Q", stream.read(8))
        if length > file.stat().st_size:
            raise ValueError("the header is longer than the file")
        header = json.loads(stream.read(length))
    return sum(prod(tensor["shape"]) for name, tensor in header.items() if name != "__metadata__")


def _hashes(project: Project) -> dict[Path, str]:
    """The hashes that runs checked when they began."""
    runs = [run for run in list_runs(project) if run.config.get("base")]
    return {Path(str(run.config["base"])).resolve(): str(run.config.get("base_hash", "")) for run in runs}


def _of_project(project: Project | None, known: dict[Path, str]) -> Iterator[tuple[str, str, Path]]:
    if project is None:
        return
    wanted = str(project.recipe.train.get("base", TINY))
    try:
        if wanted != TINY:
            yield wanted, "project", base_folder(wanted)
    except VerilodeError:
        pass  # `verilode train` says it in full
    yield from ((str(folder), "project", folder) for folder in known if _is_model(folder))


def _cached() -> Iterator[tuple[str, str, Path]]:
    yield from ((str(folder), "cache", folder) for folder in sorted(cache_folder().glob("*")) if _is_model(folder))


def _of_hub() -> Iterator[tuple[str, str, Path]]:
    yield from ((name, "hub", folder) for name, folder in fetched_bases())


def _is_model(folder: Path) -> bool:
    return (folder / "config.json").exists() and any(folder.glob("*.safetensors"))


def _base(name: str, where: str, folder: Path, known: str, hashed: bool) -> Base:
    problem = ""
    try:
        known = model_hash(folder) if hashed else known
    except VerilodeError as refused:
        problem = str(refused)
    return Base(
        name, where, str(folder), parameters_of(folder), terms_of(folder).told, _has_template(folder), known, problem
    )


def _has_template(folder: Path) -> bool:
    if (folder / "chat_template.jinja").exists():
        return True
    try:
        return bool(json.loads((folder / "tokenizer_config.json").read_text("utf-8")).get("chat_template"))
    except (OSError, ValueError, AttributeError):
        return False
