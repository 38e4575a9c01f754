"""A model by the name a person gives it: the base, a run, the newest run, or an alias such as `current`."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project
from training.models.hub import base_folder
from training.models.identity import NOTE, model_hash
from training.models.load import read_note
from training.models.promoted import promoted

BASE, LATEST = "base", "latest"


@dataclass(frozen=True, slots=True)
class NamedModel:
    """A model that can be loaded, and who it is.

    Args:
        name: What it is called: `base` or the id of its run.
        base: Folder of its base model.
        tuned: Folder of what was trained, None for a base as it is.
        model_hash: Content hash of what answers: of `tuned`, else of `base`.
        run: Id of the run, None for a base.
        dtype: What it was trained in.
        base_hash: Content hash of the base.
        adapter: `lora`, `qlora` or `full`; empty for a base.
        snapshot: Id of the snapshot it was trained on; empty for a base.
        role: What it is for, where that is not answering, such as `reward`.
    """

    name: str
    base: Path
    tuned: Path | None
    model_hash: str
    run: str | None
    dtype: str
    base_hash: str
    adapter: str = ""
    snapshot: str = ""
    role: str = ""


def named(project: Project, name: str) -> NamedModel:
    """The model called `name`.

    Args:
        project: Whose runs and aliases are meant.
        name: `base` (that of the newest finished run, else the recipe's), `base:PATH` (a folder or hub name), the id of
            a run or its beginning, `latest` (the newest finished run), or an alias such as `current`.

    Raises:
        VerilodeError: where there is no such model, or it has not been trained yet.
    """
    if name == BASE:
        return _project_base(project)
    if name.startswith(f"{BASE}:"):
        folder = base_folder(name.partition(":")[2])
        return _base(name, folder, model_hash(folder))
    moved = promoted(project, name) if name and name != LATEST else None
    if moved is None:
        return _of_run(_run_folder(project, name))
    model = _of_run(_run_folder(project, moved.run))
    if model.model_hash != moved.model_hash:
        raise VerilodeError(f"{name!r} names another model than run {moved.run} holds now; promote it again")
    return model


def base_of(model: NamedModel) -> NamedModel:
    """The base of a model, as it is."""
    return _base(BASE, model.base, model.base_hash, model.dtype)


def finished_folders(project: Project) -> list[Path]:
    """The folders of runs that have a model, the newest run first."""
    found = [note.parents[1] for note in project.runs.glob(f"[!.]*/model/{NOTE}")]
    return sorted((f for f in found if (f / "run.yaml").exists()), key=_started, reverse=True)


def _started(folder: Path) -> float:
    return (folder / "run.yaml").stat().st_mtime


def _project_base(project: Project) -> NamedModel:
    finished = finished_folders(project)
    if finished:
        config = _config(finished[0])
        return _base(BASE, Path(config["base"]), config["base_hash"], config.get("dtype", "float32"))
    wanted = str(project.recipe.train.get("base", "tiny"))
    if wanted == "tiny":
        raise VerilodeError("the demo's base is built by the first run; start one with: verilode train sft")
    folder = base_folder(wanted)
    return _base(BASE, folder, model_hash(folder), project.recipe.train.get("dtype", "float32"))


def _base(name: str, folder: Path, found: str, dtype: str = "float32") -> NamedModel:
    return NamedModel(name, folder, None, found, None, dtype, base_hash=found)


def _run_folder(project: Project, name: str) -> Path:
    finished = finished_folders(project)
    if name == LATEST and finished:
        return finished[0]
    found = [folder for folder in finished if name and folder.name.startswith(name)]
    if len(found) == 1:
        return found[0]
    if found:
        raise VerilodeError(f"{len(found)} runs begin with {name!r}; give more of the id (see: verilode runs)")
    if _literal(name) and list(project.runs.glob(f"{_literal(name)}*/run.yaml")):
        raise VerilodeError(f"run {name} has no finished model; see how it stands: verilode runs")
    known = f'base, base:PATH, latest, an alias such as current, or a run (see: verilode runs), not "{name}"'
    raise VerilodeError(f"no such model; a model is called {known}")


def _literal(name: str) -> str:
    """The name where it could be the beginning of an id; a pattern of other characters names no run."""
    return name if name.isalnum() else ""


def _of_run(folder: Path) -> NamedModel:
    config, note = _config(folder), read_note(folder / "model")
    return NamedModel(
        name=folder.name,
        base=Path(config["base"]),
        tuned=folder / "model",
        model_hash=note["model_hash"],
        run=folder.name,
        dtype=config.get("dtype", "float32"),
        base_hash=note["base_hash"],
        adapter=note["adapter"],
        snapshot=Path(str(config.get("snapshot", ""))).name,
        role=note.get("role", ""),
    )


def _config(folder: Path) -> Mapping[str, Any]:
    """A run's run.yaml as it stands; one of an older version may lack what is new."""
    file = folder / "run.yaml"
    try:
        values = yaml.safe_load(file.read_text(encoding="utf-8"))
        return {**values, "base": str(values["base"]), "base_hash": str(values["base_hash"])}
    except (OSError, ValueError, yaml.YAMLError, KeyError, TypeError) as damage:
        raise VerilodeError(f"damaged: {damage!r}", file=file) from None
