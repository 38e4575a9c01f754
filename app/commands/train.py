"""Train on a snapshot: one command for each trainer, with the options all share and its own."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import typer

from app.frame.assignments import assignments
from pipelines.core.errors import VerilodeError
from pipelines.core.registry import Option
from pipelines.store.project import Project
from training.config import RunConfig
from training.configure import configure
from training.launch.dry_run import dry_run as plan
from training.launch.dry_run import write_launch
from training.launch.targets import TARGETS, Launch
from training.models.load import read_note
from training.runs import Run
from training.start import train
from training.trainers import TRAINERS

app = typer.Typer()
LONG = True


@dataclass(frozen=True, slots=True)
class Planned:
    """A run that was not started: its configuration, and the files and lines that would start it elsewhere."""

    run: str
    folder: str
    configuration: dict[str, Any]
    launches: list[dict[str, Any]]
    written: bool


@dataclass(frozen=True, slots=True)
class Trained:
    """A finished run."""

    run: str
    state: str
    snapshot: str
    folder: str
    last: dict[str, Any]
    role: str


def _run(
    project: Project,
    *,
    trainer: str,
    snapshot: str | None = None,
    base: str | None = None,
    start: str | None = None,
    adapter: str | None = None,
    steps: int | None = None,
    learning_rate: float | None = None,
    batch_size: int | None = None,
    set: list[str] | None = None,
    dry_run: bool = False,
    launch: str | None = None,
    launch_set: list[str] | None = None,
    **own: Any,
) -> Trained | Planned:
    """Train a model on a snapshot.

    Args:
        snapshot: Id of the snapshot; default the newest.
        base: Folder of the base model (safetensors), or tiny for the demo's own; default the recipe's.
        start: A finished run to go on from, such as an SFT run before DPO.
        adapter: lora, qlora or full; default the recipe's.
        steps: Optimiser steps.
        learning_rate: Peak learning rate.
        batch_size: Rows per step.
        set: Any other option of a run as NAME=VALUE, repeatable.
        dry_run: Train nothing; print the run.yaml and what would start it on several devices, Slurm or SkyPilot.
        launch: Write the files that start the run there instead of training here: accelerate, slurm or skypilot.
        launch_set: An option of that place as NAME=VALUE, repeatable.
    """
    named = {"adapter": adapter, "steps": steps, "learning_rate": learning_rate, "batch_size": batch_size}
    options = {name: value for name, value in named.items() if value is not None} | assignments(set or [])
    options["options"] = {name: value for name, value in own.items() if value is not None}
    if dry_run or launch:
        config = configure(project, snapshot, trainer, base, options, start)
        return _planned(project, config, launch, assignments(launch_set or []), written=not dry_run)
    run = train(project, snapshot, trainer, base, options, start=start)
    return _trained(run)


def _trained(run: Run) -> Trained:
    rows, snapshot = run.metrics(), run.config["snapshot"].rpartition("/")[2]
    role = read_note(run.folder / "model").get("role", "")
    return Trained(run.id, run.state, snapshot, str(run.folder), rows[-1] if rows else {}, role)


def _planned(
    project: Project, config: RunConfig, target: str | None, options: dict[str, Any], *, written: bool
) -> Planned:
    folder = project.runs / config.id
    if target is None:
        return Planned(
            config.id, str(folder), asdict(config), [_possible(name, config, folder) for name in TARGETS.names()], False
        )
    launched = plan(target, config, folder, options)
    if written:
        write_launch(launched, config, folder)
    return Planned(config.id, str(folder), asdict(config), [_told(target, launched)], written)


def _told(target: str, launch: Launch) -> dict[str, Any]:
    return {"target": target, "line": launch.line, "files": dict(launch.files)}


def _possible(target: str, config: RunConfig, folder: Path) -> dict[str, Any]:
    """A way to start the run; where the run cannot be divided that way as it stands, why not."""
    try:
        return _told(target, plan(target, config, folder))
    except VerilodeError as reason:
        return {"target": target, "line": f"not as it stands: {reason}", "files": {}}


def _command(trainer: str) -> Callable[..., Trained | Planned]:
    """The shared function under a trainer's name: its own options appear behind the shared ones."""
    function = partial(_run, trainer=trainer)
    shared = [p for p in inspect.signature(_run, eval_str=True).parameters.values() if p.name not in ("trainer", "own")]
    options = TRAINERS.options(trainer)
    shown = [*shared, *map(_parameter, options)]
    help_of_own = "".join(f"\n        {option.name}: {option.help}" for option in options)

    def command(*args: Any, **values: Any) -> Trained | Planned:
        return function(*args, **values)

    command.__name__ = trainer
    command.__signature__ = inspect.Signature(shown, return_annotation=Trained | Planned)  # type: ignore[attr-defined]
    arguments = inspect.getdoc(_run).partition("Args:")[2].rstrip()
    command.__doc__ = f"{TRAINERS.summary(trainer)}\n\nArgs:{arguments}{help_of_own.replace('        ', '    ')}\n"
    return command


def _parameter(option: Option) -> inspect.Parameter:
    """An option that stays out of the run when it is not given, so that the trainer's default counts."""
    kind = inspect.Parameter.KEYWORD_ONLY
    return inspect.Parameter(option.name, kind, default=None, annotation=option.type | None)


for _name in TRAINERS.names():
    app.command(_name)(_command(_name))


def show(result: Trained | Planned) -> Iterator[str]:
    """What a person reads."""
    if isinstance(result, Planned):
        yield from _plan(result)
        return
    yield f"run {result.run}: {result.state}, trained on snapshot {result.snapshot}"
    if result.role == "reward":
        yield f"let it judge answers: verilode train rloo --start RUN --reward model --reward-model {result.run}"
    else:
        yield f"compare it with its base: verilode evaluate {result.run}"


def _plan(result: Planned) -> Iterator[str]:
    import yaml

    if not result.written:
        yield from _file(f"{result.folder}/run.yaml", yaml.safe_dump(result.configuration, sort_keys=False))
    for launch in result.launches:
        for name, text in launch["files"].items():
            if result.written:
                yield f"wrote {result.folder}/{name}"
            else:
                yield from _file(f"{result.folder}/{name}", text)
        yield f"{launch['target']}: {launch['line']}"


def _file(name: str, text: str) -> Iterator[str]:
    yield f"# {name}"
    yield from text.splitlines()
    yield ""
