"""From what a person gave, the recipe and the trainer's own defaults to the whole configuration of a run."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project
from training.base.built import TINY, general_files, tiny_base
from training.config import RunConfig, make_config
from training.models.hub import base_folder
from training.models.identity import NOTE, model_hash
from training.runs import Run, load_run
from training.tracking.chosen import chosen_trackers
from training.trainers import TRAINERS, defaults, reads
from training.trusted import trusted_snapshot

_OF_ANY_TRAINER = (
    *("base", "adapter", "lora_r", "lora_alpha", "dora", "rslora", "dtype"),
    *("max_length", "micro_batch", "activation_checkpointing", "replay_file", "tracker", "seed"),
)
_OF_THE_START = ("base", "base_hash", "adapter", "lora_r", "lora_alpha", "dora", "rslora")


def configure(
    project: Project,
    snapshot: str | None = None,
    trainer: str | None = None,
    base: str | None = None,
    options: Mapping[str, Any] | None = None,
    start: str | None = None,
) -> RunConfig:
    """The whole configuration of a run that `train` would start with these arguments; the tiny base is built for it."""
    section = _section(project, trainer, options or {})
    method, wanted = section["trainer"], base or section.pop("base", TINY)
    section.pop("base", None)
    chosen = trusted_snapshot(project, snapshot, reads(method))
    before = _start(project, start) if start else {}
    section["options"] = _named_models(project, section["options"])
    TRAINERS.build(method, section["options"])
    chosen_trackers(str(section.get("tracker", "")))
    if section.get("replay_file"):
        section["replay_file"] = str(Path(section["replay_file"]).resolve())
    tiny = wanted == TINY
    replay = {"replay_file": str(general_files(project).replay)} if tiny else {}
    # said, not left to a library: a base read without a word about it comes in 32 bits
    given = {"dtype": "float32" if tiny else "bfloat16", **defaults(method, tiny), **replay, **section}
    draft = make_config({**given, "base": "", "base_hash": "", **before, "snapshot": str(chosen.folder)})
    if before and not base:
        return draft
    folder = tiny_base(project, chosen) if tiny else base_folder(str(wanted))
    found = model_hash(folder)
    if before and found != before["base_hash"]:
        raise VerilodeError(
            f"run {start} was trained on base {before['base_hash'][:12]}, not on {found[:12]}", file=folder
        )
    return replace(draft, base=str(folder), base_hash=found)


def _section(project: Project, trainer: str | None, options: Mapping[str, Any]) -> dict[str, Any]:
    """The recipe's `train` section for this trainer, with what was given over it.

    What a recipe says of learning is said of its own trainer; another one keeps only what concerns model and machine.
    """
    recipe = dict(project.recipe.train)
    method = recipe.get("trainer", "sft")
    if trainer not in (None, method):
        recipe = {name: value for name, value in recipe.items() if name in _OF_ANY_TRAINER}
    own = {**(recipe.get("options") or {}), **(options.get("options") or {})}
    return {**recipe, **options, "trainer": trainer or method, "options": own}


def _start(project: Project, name: str) -> dict[str, Any]:
    """The options that let a run go on from a finished one: its model, its base, and the shape of its adapter."""
    run, model = _finished(project, name)
    same = {entry: run.config[entry] for entry in _OF_THE_START if entry in run.config}
    return {**same, "start": str(model), "start_hash": model_hash(model)}


def _named_models(project: Project, options: Mapping[str, Any]) -> dict[str, Any]:
    """A trainer's options with each model that is named by its run (`reward_model`) as a folder and a content hash."""
    found = dict(options)
    for name, value in options.items():
        if name.endswith("_model") and isinstance(value, str) and value:
            model = _finished(project, value)[1] if not Path(value).is_dir() else Path(value).resolve()
            found |= {name: str(model), f"{name}_hash": model_hash(model)}
    return found


def _finished(project: Project, name: str) -> tuple[Run, Path]:
    run = load_run(project, name)
    model = run.folder / "model"
    if not (model / NOTE).exists():
        raise VerilodeError(f"run {run.id} has no finished model to go on from (it is {run.state})")
    return run, model
