"""Starting a run: the snapshot is verified, the base is found or built, the worker does the rest."""

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, NamedTuple

from pipelines.core.errors import VerilodeError
from pipelines.core.files import write_atomically
from pipelines.samples.general import general
from pipelines.store.event import Event
from pipelines.store.project import Project
from pipelines.store.snapshots import Snapshot, list_snapshots, load_snapshot, verify_snapshot
from training.alive import lives
from training.base.tiny import TinyOptions, TinyTexts, tiny_key
from training.config import RunConfig, make_config, write_config
from training.models.identity import NOTE, model_hash
from training.process import run_worker
from training.runs import Run, load_run, read_run
from training.trainers import TRAINERS

TINY = "tiny"
_TINY_DEFAULTS = {
    "adapter": "full",
    "steps": 300,
    "batch_size": 32,
    "learning_rate": 2e-3,
    "max_length": 256,
    "eval_every": 100,
}


class GeneralFiles(NamedTuple):
    """What the tiny base learns, what is replayed while tuning, and what is asked afterwards."""

    pretrain: Path
    replay: Path
    test: Path


def train(
    project: Project,
    snapshot: str | None = None,
    trainer: str = "sft",
    base: str | None = None,
    options: Mapping[str, Any] | None = None,
    actor: str = "cli",
    start: str | None = None,
) -> Run:
    """Train on a snapshot and return the finished run; a run with the same configuration is not repeated.

    Args:
        project: Its recipe's `train` section gives what is not given here.
        snapshot: Id; default the newest.
        trainer: Registered trainer.
        base: Folder of the base model, or `tiny` for the demo's own.
        options: Options of `RunConfig`, over the recipe's.
        actor: Who started it.
        start: Id of a finished run whose model to go on from; its base is then the base of this one.

    Raises:
        VerilodeError: for a snapshot that leaks or does not verify, a wrong option, or the worker's reason.
    """
    return _run(project, configure(project, snapshot, trainer, base, options, start), actor)


def configure(
    project: Project,
    snapshot: str | None = None,
    trainer: str = "sft",
    base: str | None = None,
    options: Mapping[str, Any] | None = None,
    start: str | None = None,
) -> RunConfig:
    """The whole configuration of a run that `train` would start with these arguments; the tiny base is built for it."""
    chosen = trusted_snapshot(project, snapshot)
    section = {**project.recipe.train, **(options or {}), "trainer": trainer}
    wanted = base or section.get("base", TINY)
    section.pop("base", None)
    before = _start(project, start) if start else {}
    TRAINERS.build(trainer, section.get("options"))
    tiny = wanted == TINY
    defaults = {**_TINY_DEFAULTS, "replay_file": str(general_files(project).replay)} if tiny else {}
    draft = make_config({**defaults, **section, "base": "", "base_hash": "", **before, "snapshot": str(chosen.folder)})
    if before:
        return draft
    folder = tiny_base(project, chosen) if tiny else Path(wanted).resolve()
    return replace(draft, base=str(folder), base_hash=model_hash(folder))


def _start(project: Project, name: str) -> dict[str, str]:
    """The options that let a run go on from a finished one: its model, and its base."""
    run = load_run(project, name)
    model = run.folder / "model"
    if not (model / NOTE).exists():
        raise VerilodeError(f"run {run.id} has no finished model to go on from (it is {run.state})")
    known = {entry: str(run.config[entry]) for entry in ("base", "base_hash")}
    return {**known, "start": str(model), "start_hash": model_hash(model)}


def trusted_snapshot(project: Project, name: str | None) -> Snapshot:
    """The snapshot, verified to the byte and without a leak; training on anything else is refused."""
    known = list_snapshots(project.snapshots)
    if not known:
        raise VerilodeError("no snapshot to train on; make one with: verilode snapshot create")
    chosen = load_snapshot(project.snapshots, name) if name else known[-1]
    problems = verify_snapshot(chosen)
    if problems:
        raise VerilodeError(f"snapshot {chosen.id} is not as it was frozen: {problems[0]}")
    leaks = chosen.manifest["identity"]["leaks"]["total"]
    if leaks:
        raise VerilodeError(f"snapshot {chosen.id} has {leaks} leaks between its splits")
    return chosen


def general_files(project: Project) -> GeneralFiles:
    """The general rows, written once per project."""
    folder = project.root / "raw"
    files = GeneralFiles(*(folder / f"general-{part}.jsonl" for part in ("pretrain", "replay", "test")))
    if not all(file.exists() for file in files):
        general()(folder)
    return files


def tiny_base(project: Project, snapshot: Snapshot, options: TinyOptions | None = None) -> Path:
    """The demo's base model for this snapshot's texts: from the cache, or built in the worker."""
    texts, file, options = tiny_texts(snapshot), general_files(project).pretrain, options or TinyOptions()
    folder = cache_folder() / f"tiny-{tiny_key(texts, file, options)}"
    if not folder.exists():
        order = folder.parent / f"{folder.name}.order"
        order.mkdir(parents=True, exist_ok=True)
        wanted = {"texts": asdict(texts), "general": str(file), "options": asdict(options)}
        write_atomically(order / "base.json", json.dumps(wanted).encode())
        run_worker("base", order, out=str(folder))
        shutil.rmtree(order, ignore_errors=True)  # the project's texts have no business in the cache
    return folder


def tiny_texts(snapshot: Snapshot) -> TinyTexts:
    """What the tiny base may read of a snapshot: its training rows."""
    rows = snapshot.rows("train")
    asked = [prompt or "" for prompt in rows["instruction"].to_pylist()]
    plain = [text or prompt for text, prompt in zip(rows["text"].to_pylist(), asked, strict=True)]
    return TinyTexts(plain, asked, sorted({answer for answer in rows["response"].to_pylist() if answer}))


def cache_folder() -> Path:
    """Where built base models are kept: VERILODE_CACHE, else the user's cache folder."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(os.environ.get("VERILODE_CACHE") or Path(home) / "verilode") / "base"


def _run(project: Project, config: RunConfig, actor: str) -> Run:
    folder = project.runs / config.id
    if (folder / "model" / NOTE).exists():
        return load_run(project, config.id)
    if (folder / "run.yaml").exists() and lives(status := read_run(folder).status):
        raise VerilodeError(f"run {config.id} is being trained already, by process {status['pid']}")
    write_config(folder / "run.yaml", config)
    key = f"run-{config.id}-{len(list(project.events.events('run.*', item=config.id)))}"
    project.events.append(Event(f"{key}-started", "run.started", config.id, actor, {"snapshot": config.snapshot}))
    try:
        run_worker("train", folder)
    except (VerilodeError, KeyboardInterrupt) as failure:
        reason = str(failure) or "cancelled"
        project.events.append(Event(f"{key}-failed", "run.failed", config.id, actor, {"reason": reason}))
        raise
    tuned = model_hash(folder / "model")
    project.events.append(Event(f"{key}-finished", "run.finished", config.id, actor, {"model_hash": tuned}))
    return load_run(project, config.id)
